import Value from 'typebox/value';
import { AppError, kernelErrors, type Principal } from '../../kernel/index.ts';
import { isDay } from '../law/index.ts';
import { builtInCodeLists } from './built-in-lists.ts';
import { historyOf } from './codes/history.ts';
import { same } from './compare/change.ts';
import type { StandardsNeeds } from './dependencies.ts';
import { standardsErrors } from './errors.ts';
import { inForce } from './in-force.ts';
import { asAny, type Repository } from './repository.ts';
import { type CodeList, CodeListShape, type CodeListUses, type Standard } from './schema.ts';

/** Which state of a code list, and which of its codes; the newest and all when absent. */
export interface CodeListView {
  version?: number | undefined;
  /** Day on which the codes must be in force. */
  on?: string | undefined;
}

/** Code lists: built-in ones, and published ones whose every state is kept. */
export function createCodeLists({ access, audit, clock }: StandardsNeeds, repository: Repository) {
  async function codeLists(): Promise<CodeList[]> {
    const stored = await repository.codeLists();
    const builtIn = builtInCodeLists.filter(({ id }) => !stored.some((list) => list.id === id));
    return [...stored.map(plain), ...builtIn].sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** The lists that a standard names; throws `standards.code-list-missing`. */
  async function codeListsOf(standard: Standard): Promise<CodeList[]> {
    const ids = [...new Set(standard.fields.flatMap(({ codeList }) => codeList ?? []))];
    const stored = await repository.codeLists(ids);
    return ids.map((id) => {
      const list =
        stored.find((candidate) => candidate.id === id) ?? builtInCodeLists.find((candidate) => candidate.id === id);
      if (!list) throw new AppError(standardsErrors.codeListMissing, { codeList: id });
      return plain(list);
    });
  }

  /** A code list as it is, as a version of it was, and of either the codes that are in force on a day. */
  async function codeList(id: string, { version, on }: CodeListView = {}): Promise<CodeList> {
    if (on !== undefined && !isDay(on)) throw dayless(on);
    const list = version === undefined ? await newest(id) : await stateOf(id, version);
    const codes = on === undefined ? list.codes : list.codes.filter((code) => inForce(code, on));
    return { ...list, codes };
  }

  async function newest(id: string): Promise<CodeList> {
    const [stored] = await repository.codeLists([id]);
    const list = stored ?? builtInCodeLists.find((candidate) => candidate.id === id);
    if (!list) throw new AppError(kernelErrors.notFound, { what: id });
    return plain(list);
  }

  async function stateOf(id: string, version: number): Promise<CodeList> {
    const state = (await repository.codeListStates(id)).find((each) => each.version === version);
    if (!state) throw new AppError(kernelErrors.notFound, { what: `${id} v${version}` });
    return plain({ id, ...state });
  }

  /** The states of a code list with what each changed, and the standards that use it. */
  async function codeListUses(id: string): Promise<CodeListUses> {
    const [states, standards] = [await repository.codeListStates(id), await repository.codeListUsers(id)];
    return { versions: historyOf(states), standards };
  }

  /** Publishes a code list or its next state; an equal one changes nothing. */
  async function publishCodeList(principal: Principal, list: CodeList): Promise<CodeList> {
    if (!Value.Check(CodeListShape, list) || list.codes.length === 0) {
      throw new AppError(standardsErrors.unreadable, {
        problemZh: '代码表应为 id、title 与 codes: [{ code, title }]',
        problemEn: 'a code list is id, title and codes: [{ code, title }]',
      });
    }
    const unreal = list.codes.flatMap(({ from, to }) => [from, to]).find((day) => day !== undefined && !isDay(day));
    if (unreal !== undefined) throw dayless(unreal);
    const backwards = list.codes.find(({ from, to }) => from !== undefined && to !== undefined && to < from);
    if (backwards) {
      throw new AppError(standardsErrors.unreadable, {
        problemZh: `代码 ${backwards.code} 的有效期止于开始之前`,
        problemEn: `the code ${backwards.code} ends before it begins`,
      });
    }
    const seen = new Set<string>();
    const twice = list.codes.find(({ code }) => seen.has(code) || !seen.add(code));
    if (twice)
      throw new AppError(standardsErrors.unreadable, {
        problemZh: `代码 ${twice.code} 重复`,
        problemEn: `the code ${twice.code} stands twice`,
      });
    return repository.transaction(async (transaction) => {
      await repository.lock(transaction, `code-list ${list.id}`);
      const [before] = await repository.codeLists([list.id]);
      const owner = before ? before.owner : principal.organisation;
      access.require(principal, 'standard:edit', { id: list.id, owner });
      if (before && same(plain(before), plain(list))) return plain(before);
      const version = (before?.version ?? 0) + 1;
      await repository.addCodeList(transaction, list, { version, owner, publishedBy: principal.id, at: clock.now() });
      await audit.record(
        {
          principal,
          action: 'standards.code-list-published',
          target: `code-list:${list.id}`,
          outcome: 'done',
          details: { version, codes: list.codes.length },
        },
        asAny(transaction),
      );
      return plain(list);
    });
  }

  return { codeLists, codeListsOf, codeList, publishCodeList, codeListUses };
}

export type CodeLists = ReturnType<typeof createCodeLists>;

function dayless(day: string): AppError {
  return new AppError(standardsErrors.unreadable, {
    problemZh: `日期 ${day.slice(0, 40)} 不存在，应写作 2026-01-31`,
    problemEn: `${day.slice(0, 40)} is no day; write 2026-01-31`,
  });
}

function plain({ id, title, codes }: CodeList): CodeList {
  return { id, title, codes };
}

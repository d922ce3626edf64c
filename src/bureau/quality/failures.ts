import { AppError, newId, systemPrincipal, type Text } from '../../kernel/index.ts';
import type { DatasetDetail } from '../catalogue/schema.ts';
import { type Deadline, dueOf } from '../law/index.ts';
import type { QualityNeeds } from './dependencies.ts';
import { inputsKey, type QualityRepository, type RuleRow } from './repository.ts';
import type { Result, Rule } from './schema.ts';

const self = systemPrincipal('quality');
/** A rule's own days are counted as those of the law are. */
const ownDeadline = { direction: 'after', restDay: 'moves', extension: null } as const;

/** The dataset that a rule is about, and what the task says of the versions and the result. */
interface Told {
  detail: DatasetDetail;
  versions: Text;
  words: Text;
}

/**
 * Failures of rules as tasks: the first failing version opens one, the same failure again opens no other, the next
 * version that passes ends it. A task that was called done while the rule still fails goes back in hand.
 */
export function createFailures(needs: QualityNeeds, repository: QualityRepository) {
  const { operations, law, audit, clock } = needs;
  const { tasks } = operations;

  const note = (text: Text) => `${text.zh} ${text.en}`;

  /** By the rule's own number of working days, else by the law. */
  async function deadlineOf({ deadlineDays }: Rule, since: Date): Promise<Deadline> {
    if (deadlineDays === undefined) return law.deadline('quality.failure-mended', since);
    const { dueAt } = dueOf({ ...ownDeadline, length: { count: deadlineDays, unit: 'working-days' } }, since);
    const note: Text = { zh: '时限依据：规则所定期限', en: 'Due by: the rule itself' };
    return { dueAt: dueAt!, note: `${note.zh} ${note.en}` };
  }

  async function opens(row: RuleRow, result: Result, { detail, versions, words }: Told): Promise<void> {
    const since = new Date(result.at);
    const rule = row.body;
    const owner = rule.owner ?? detail.owner.id;
    const deadline = await deadlineOf(rule, since);
    const failure = await repository.beginFailure({
      rule: row.id,
      task: newId('task', since),
      since,
      due_at: deadline.dueAt,
      inputs_key: inputsKey(result.inputs),
    });
    // The id was chosen before: giving it again after a crash gives nothing twice.
    const given = await tasks.give(
      self,
      {
        title: { zh: `数据质量：${rule.title.zh}`, en: `Data quality: ${rule.title.en}` },
        organisation: owner,
        dueAt: failure.due_at.toISOString(),
      },
      { id: failure.task, note: `${note(words)} (${result.rule}) ${deadline.note}` },
    );
    if (failure.inputs_key === inputsKey(result.inputs)) return;
    await repository.seeFailure(row.id, inputsKey(result.inputs));
    if (given.status === 'done') {
      const still: Text = {
        zh: `${versions.zh} 仍不符合规则：${words.zh}`,
        en: `Still failing at ${versions.en}: ${words.en}`,
      };
      await tasks.change(self, failure.task, { status: 'in-hand', note: note(still) });
    }
  }

  async function ends(row: RuleRow, why: { by: unknown; words: Text }): Promise<void> {
    const running = (await repository.running([row.id])).get(row.id);
    if (!running) return;
    try {
      const task = await tasks.get(self, running.task);
      if (task.status === 'open' || task.status === 'in-hand') {
        await tasks.change(self, running.task, { status: 'done', note: note(why.words) });
      }
    } catch (error) {
      // The server died between the failure and its task: there is none to close.
      if (!(error instanceof AppError) || error.status !== 404) throw error;
    }
    await repository.endFailure(row.id, clock.now(), why.by);
    await audit.record({
      principal: self,
      action: 'quality.failure-ended',
      target: `rule:${row.id}`,
      outcome: 'done',
      details: { task: running.task, by: why.by },
    });
  }

  return {
    /** Brings the failure of a rule in line with its newest result. */
    async follow(row: RuleRow, result: Result, told: Told): Promise<void> {
      if (!result.passed) return opens(row, result, told);
      await ends(row, {
        by: result.inputs,
        words: {
          zh: `${told.versions.zh} 已符合规则，自动办结：${told.words.zh}`,
          en: `Closed by itself, ${told.versions.en} passes: ${told.words.en}`,
        },
      });
    },

    /** Ends the failure of a rule that is no longer asked. */
    async drop(row: RuleRow): Promise<void> {
      await ends(row, {
        by: null,
        words: { zh: '规则已停用，自动办结。', en: 'Closed by itself: the rule is no longer asked.' },
      });
    },
  };
}

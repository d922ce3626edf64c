import { defineErrors } from '../../kernel/index.ts';

/** Errors of the slice `operations`. */
export const operationsErrors = defineErrors('operations', {
  illegalTransition: {
    status: 409,
    message: {
      zh: '当前状态为“{from}”，不能改为“{to}”。',
      en: 'It is "{from}" now and cannot become "{to}".',
    },
    remedy: {
      zh: '请刷新后查看最新状态，再选择可用的操作：{allowed}。',
      en: 'Look at its newest state, then choose one that is possible: {allowed}.',
    },
  },
  noteNeeded: {
    status: 400,
    message: { zh: '不受理任务时需要写明理由。', en: 'Declining a task needs a reason.' },
    remedy: { zh: '请在说明中写明不受理的理由后重试。', en: 'Write the reason as the note and try again.' },
  },
  assigneeElsewhere: {
    status: 409,
    message: {
      zh: '承办人不属于任务所在的组织 {organisation}。',
      en: 'The assignee does not belong to {organisation}, whose task this is.',
    },
    remedy: {
      zh: '请选择该组织的人员，或把任务派给其所在组织。',
      en: 'Choose someone of that organisation, or give the task to theirs.',
    },
  },
  nothingToChange: {
    status: 400,
    message: { zh: '请求中没有任何要修改的内容。', en: 'The request changes nothing.' },
    remedy: {
      zh: '请至少提供状态、承办人、时限或说明中的一项。',
      en: 'Give at least one of status, assignee, due time or note.',
    },
  },
});

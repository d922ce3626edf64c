import { defineErrors } from '../../kernel/index.ts';

export const identityErrors = defineErrors('identity', {
  wrongCredentials: {
    status: 401,
    message: { zh: '邮箱或密码不正确。', en: 'The email or the password is wrong.' },
    remedy: {
      zh: '请检查后重试；忘记密码请联系系统管理员重置。',
      en: 'Check both and try again; an administrator can reset a forgotten password.',
    },
  },
  locked: {
    status: 429,
    message: {
      zh: '登录失败次数过多，还需等待 {leftZh}。',
      en: 'Too many failed sign-ins; {leftEn} left to wait.',
    },
    remedy: {
      zh: '请在等待结束后重试；忘记密码请联系系统管理员重置。',
      en: 'Try again after that; an administrator can reset a forgotten password.',
    },
  },
  disabled: {
    status: 403,
    message: { zh: '该账号已停用。', en: 'This account is disabled.' },
    remedy: { zh: '请联系系统管理员。', en: 'Ask an administrator.' },
  },
  badToken: {
    status: 401,
    message: {
      zh: '访问令牌无效、已过期或已撤销。',
      en: 'The API token is not valid, has expired, or was revoked.',
    },
    remedy: {
      zh: '请在控制台创建新的令牌，并以 Authorization: Bearer 发送。',
      en: 'Make a new token in the console and send it as Authorization: Bearer.',
    },
  },
  crossSite: {
    status: 403,
    message: {
      zh: '请求缺少正确的防伪标记，或来自其他网站，已被拒绝。',
      en: 'The request lacks the right CSRF token or comes from another site, and was refused.',
    },
    remedy: {
      zh: '请刷新页面后重试；程序请使用访问令牌。',
      en: 'Reload the page and try again; programs should use an API token.',
    },
  },
  sessionNeeded: {
    status: 403,
    message: { zh: '此操作只能在登录后的页面上进行。', en: 'This can only be done under a sign-in session.' },
    remedy: { zh: '请登录后操作，不要使用访问令牌。', en: 'Sign in instead of using an API token.' },
  },
  weakPassword: {
    status: 400,
    message: { zh: '密码不符合要求：{problemZh}。', en: 'The password is not acceptable: {problemEn}.' },
    remedy: {
      zh: '请使用至少 10 个字符、不易猜到的密码，例如几个不相关的词。',
      en: 'Use at least 10 characters that are hard to guess, such as a few unrelated words.',
    },
  },
  badEmail: {
    status: 400,
    message: { zh: '邮箱地址不正确：{email}。', en: 'Not an email address: {email}.' },
    remedy: { zh: '请使用“名称@域名”的形式。', en: 'Use the form name@domain.' },
  },
  emailTaken: {
    status: 409,
    message: { zh: '已有使用该邮箱的人员。', en: 'A person with this email exists already.' },
    remedy: { zh: '请使用其他邮箱，或修改已有人员。', en: 'Use another email, or change the person that exists.' },
  },
  badCreditCode: {
    status: 400,
    message: {
      zh: '统一社会信用代码 {code} 不正确（GB 32100）：{problemZh}。',
      en: 'The unified social credit code {code} is wrong (GB 32100): {problemEn}.',
    },
    remedy: { zh: '请对照证照核对 18 位代码。', en: 'Compare the 18 characters with the certificate.' },
  },
  badRegion: {
    status: 400,
    message: {
      zh: '行政区划代码 {code} 不正确（GB/T 2260）。',
      en: 'The administrative region code {code} is wrong (GB/T 2260).',
    },
    remedy: { zh: '请使用 6 位数字代码，例如 440300。', en: 'Use the code of 6 digits, such as 440300.' },
  },
  organisationTaken: {
    status: 409,
    message: {
      zh: '已有编号或统一社会信用代码相同的组织：{id}。',
      en: 'An organisation with this id or credit code exists already: {id}.',
    },
    remedy: { zh: '请核对是否重复登记。', en: 'Check whether it was registered before.' },
  },
  organisationCycle: {
    status: 400,
    message: {
      zh: '组织 {id} 不能隶属于 {parent}：后者是它自身或它的下级。',
      en: 'The organisation {id} can not stand under {parent}, which is itself or below it.',
    },
    remedy: { zh: '请选择其他上级组织。', en: 'Choose another parent.' },
  },
  lastAdministrator: {
    status: 409,
    message: {
      zh: '这是最后一位可用的系统管理员，不能停用或取消其角色。',
      en: 'This is the last administrator who can sign in; the account must keep its role.',
    },
    remedy: { zh: '请先指定另一位系统管理员。', en: 'Name another administrator first.' },
  },
  tooManyTokens: {
    status: 409,
    message: { zh: '每人最多保留 {limit} 个有效令牌。', en: 'A person keeps at most {limit} live tokens.' },
    remedy: { zh: '请先撤销不再使用的令牌。', en: 'Revoke those that are no longer used.' },
  },
  invalidRole: {
    status: 400,
    message: { zh: '没有这个角色：{role}。', en: 'There is no such role: {role}.' },
    remedy: {
      zh: '可用角色：steward、analyst、officer、auditor、administrator。',
      en: 'The roles are steward, analyst, officer, auditor and administrator.',
    },
  },
});

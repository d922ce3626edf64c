import { defineErrors } from '../../kernel/index.ts';

export const httpErrors = defineErrors('http', {
  routeMissing: {
    status: 404,
    message: { zh: '没有这个接口：{method} {path}。', en: 'There is no such route: {method} {path}.' },
    remedy: { zh: '接口清单见 /api/docs。', en: 'The routes are listed at /api/docs.' },
  },
  signInNeeded: {
    status: 401,
    message: { zh: '请先登录。', en: 'Sign in first.' },
    remedy: { zh: '登录后重试，或在请求中带上访问令牌。', en: 'Sign in and try again, or send an access token.' },
  },
  scopeMissing: {
    status: 403,
    message: { zh: '访问令牌没有“{scope}”权限。', en: 'The access token lacks the scope “{scope}”.' },
    remedy: { zh: '请新建一个包含该权限的令牌。', en: 'Make a token that has this scope.' },
  },
  tooManyRequests: {
    status: 429,
    message: { zh: '请求过于频繁，{seconds} 秒后可以再试。', en: 'Too many requests; try again in {seconds} s.' },
    remedy: { zh: '请放慢请求，或改用批量接口。', en: 'Slow down, or use the bulk routes.' },
  },
  bodyTooLarge: {
    status: 413,
    message: { zh: '上传内容超过上限 {megabytes} MB。', en: 'The upload is larger than the limit of {megabytes} MB.' },
    remedy: {
      zh: '请压缩或拆分文件后再传，或由管理员调大 LINGNAN_UPLOAD_LIMIT_MB。',
      en: 'Compress or split the file, or have an administrator raise LINGNAN_UPLOAD_LIMIT_MB.',
    },
  },
  fileMissing: {
    status: 400,
    message: { zh: '请求中没有文件。', en: 'The request holds no file.' },
    remedy: {
      zh: '请用 multipart 表单的 file 字段上传，或直接以文件内容作为请求体。',
      en: 'Send it in the file field of a multipart form, or as the body itself.',
    },
  },
  mediaTypeUnsupported: {
    status: 415,
    message: { zh: '不支持的内容类型：{mediaType}。', en: 'Unsupported media type: {mediaType}.' },
    remedy: { zh: '请使用 application/json。', en: 'Use application/json.' },
  },
  bodyMalformed: {
    status: 400,
    message: { zh: '请求体不是有效的 JSON。', en: 'The request body is not valid JSON.' },
    remedy: { zh: '请检查引号、逗号和编码（UTF-8）。', en: 'Check quotes, commas and the encoding (UTF-8).' },
  },
  textUnstorable: {
    status: 400,
    message: {
      zh: '{at} 含有无法保存的字符 {character}。',
      en: '{at} holds a character that cannot be stored: {character}.',
    },
    remedy: { zh: '请删除该字符后重试。', en: 'Take that character out and try again.' },
  },
  nestedTooDeep: {
    status: 400,
    message: { zh: '{at} 的嵌套超过 {limit} 层。', en: '{at} is nested more than {limit} levels deep.' },
    remedy: { zh: '请减少嵌套后重试。', en: 'Nest it less deeply and try again.' },
  },
  bodyTooSlow: {
    status: 408,
    message: { zh: '请求体在 {seconds} 秒内没有传完。', en: 'The request body was not complete within {seconds} s.' },
    remedy: { zh: '请检查网络后重试。', en: 'Check the connection and try again.' },
  },
});

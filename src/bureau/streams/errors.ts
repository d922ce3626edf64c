import { defineErrors } from '../../kernel/index.ts';

/** What can go wrong with a stream; bad messages never are an error. */
export const streamsErrors = defineErrors('streams', {
  missing: {
    status: 404,
    message: {
      zh: '没有数据流 {stream}，或您无权查看。',
      en: 'There is no stream {stream}, or it is not yours to see.',
    },
    remedy: { zh: '请核对编号。', en: 'Check its id.' },
  },
  invalid: {
    status: 422,
    message: { zh: '数据流声明无法使用：{problem}。', en: 'The declaration of the stream cannot be used: {problem}.' },
    remedy: { zh: '请按说明修改文件后重试。', en: 'Correct the file and try again.' },
  },
  standardMissing: {
    status: 409,
    message: { zh: '数据资源 {dataset} 还没有数据标准。', en: 'Dataset {dataset} has no standard yet.' },
    remedy: { zh: '请先发布并指定标准。', en: 'Publish a standard and let the dataset follow it.' },
  },
  topicTaken: {
    status: 409,
    message: { zh: '主题“{topic}”已属于数据流 {stream}。', en: 'The topic “{topic}” is of stream {stream} already.' },
    remedy: { zh: '请换一个主题，或先移除那个数据流。', en: 'Choose another topic, or remove that stream first.' },
  },
  notRunning: {
    status: 503,
    message: {
      zh: '数据流 {stream} 现在不接收消息：{problem}。',
      en: 'Stream {stream} takes no messages now: {problem}.',
    },
    remedy: { zh: '请稍后用同一个 Idempotency-Key 重试。', en: 'Try again later with the same Idempotency-Key.' },
  },
  keyMissing: {
    status: 400,
    message: { zh: '请求缺少 Idempotency-Key。', en: 'The request has no Idempotency-Key.' },
    remedy: {
      zh: '请为每批消息附上一个不重复的值（1 至 200 个可见字符），重试时用同一个值。',
      en: 'Give each batch a value of its own (1 to 200 visible characters) and use the same one when you try again.',
    },
  },
  keyReused: {
    status: 422,
    message: {
      zh: 'Idempotency-Key“{key}”已用于内容不同的一批消息。',
      en: 'The Idempotency-Key “{key}” was used for a batch with other content.',
    },
    remedy: { zh: '请换一个值。', en: 'Use another value.' },
  },
  noMessages: {
    status: 400,
    message: { zh: '请求中没有消息。', en: 'There is no message in the request.' },
    remedy: { zh: '每行放一条消息（NDJSON）。', en: 'Put one message on each line (NDJSON).' },
  },
  messageTooLarge: {
    status: 413,
    message: {
      zh: '第 {line} 条消息有 {bytes} 字节，超过上限 {limit} KB；整批没有接收。',
      en: 'Message {line} has {bytes} bytes, above the limit of {limit} KB; nothing of the batch was taken.',
    },
    remedy: { zh: '请拆分该消息，或请管理员提高上限。', en: 'Split it, or ask for a higher limit.' },
  },
  portTaken: {
    status: 500,
    message: { zh: 'MQTT 端口 {port} 已被占用。', en: 'The MQTT port {port} is taken.' },
    remedy: {
      zh: '请结束占用它的程序，或用环境变量 MQTT_PORT 换一个端口。',
      en: 'End the program that holds it, or choose another with the variable MQTT_PORT.',
    },
  },
});

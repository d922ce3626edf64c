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
  noBroker: {
    status: 409,
    message: { zh: '数据流 {stream} 不从其他代理接收消息。', en: 'Stream {stream} takes nothing from another broker.' },
    remedy: {
      zh: '请先在声明中写明 broker，再设置密码。',
      en: 'Name the broker in its declaration first, then set the password.',
    },
  },
  passwordUnreadable: {
    status: 500,
    message: {
      zh: '数据流 {stream} 的代理密码无法解密。',
      en: 'The password of stream {stream} for its broker cannot be opened.',
    },
    remedy: {
      zh: '请重新设置密码，或恢复 keys/secrets.key（或 LINGNAN_SECRET_KEY）。',
      en: 'Set the password again, or bring keys/secrets.key (or LINGNAN_SECRET_KEY) back.',
    },
  },
  journalHeld: {
    status: 409,
    message: {
      zh: '数据流 {stream} 的日志文件夹正由另一个进程（{holder}）使用，本进程不接收其消息。',
      en: 'Another process ({holder}) uses the journal of stream {stream}; this one takes none of its messages.',
    },
    remedy: {
      zh: '一个数据文件夹只运行一个服务；请结束另一个，本进程随后自动接手。',
      en: 'Run one server on a data folder; end the other one and this one takes over by itself.',
    },
  },
  beingRemoved: {
    status: 409,
    message: { zh: '数据流 {stream} 正在移除。', en: 'Stream {stream} is being removed.' },
    remedy: { zh: '请等待移除完成，再用同一编号声明。', en: 'Wait until it is gone; then its id is free again.' },
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
  tlsUnusable: {
    status: 500,
    message: {
      zh: 'MQTT 的证书或私钥文件无法使用：{problem}。',
      en: 'The certificate or the key of MQTT cannot be used: {problem}.',
    },
    remedy: {
      zh: '请检查环境变量 MQTT_TLS_CERT 与 MQTT_TLS_KEY 指向的 PEM 文件；改好后自动启用。',
      en: 'Check the PEM files that MQTT_TLS_CERT and MQTT_TLS_KEY name; they are used as soon as they are right.',
    },
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

import Type from 'typebox';
import { defineConnector } from '../connector.ts';
import { probeFolder } from '../remote/probe-folder.ts';
import { pullNewFiles } from '../remote/pull-new-files.ts';
import { folderRuleShapes, folderRules } from '../remote/rules.ts';
import { openS3Folder } from './folder.ts';
import { S3PlaceShape, s3Secrets, s3SecretsWith } from './settings.ts';

const settings = Type.Object({ ...S3PlaceShape.properties, ...folderRuleShapes }, { additionalProperties: false });

/** New objects of a bucket of any S3 service, once each, oldest first. Objects appear whole, so none is waited for. */
export const s3Connector = defineConnector({
  type: 's3',
  title: { zh: 'S3 对象存储', en: 'S3 bucket' },
  about: {
    zh: '填服务地址、存储桶和访问密钥；每个新对象采集一次。',
    en: 'The service, a bucket and its keys; each new object is taken once.',
  },
  settings,
  secrets: s3Secrets,
  secretsWith: s3SecretsWith,
  probe: (asked, context) => probeFolder(openS3Folder(asked, context), folderRules(asked, 0)),
  pull: (asked, context) => pullNewFiles(openS3Folder(asked, context), folderRules(asked, 0), context),
});

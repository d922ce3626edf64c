// Made from policies/*.cedar by policies.test.ts (vitest -u); edit those.
/** The policy files by name. */
export const policyFiles: Record<string, string> = {
  'administrator.cedar': `// An administrator keeps people, organisations and the catalogue. The audit trail is the auditor's alone, and the
// quarantine (raw rows) the steward's, so that no single role both acts and checks.

@id("administrator-keeps-people")
@zh("系统管理员可以管理人员和组织。")
@en("An administrator manages people and organisations.")
permit (
  principal in Role::"administrator",
  action in [Action::"person:read", Action::"person:manage", Action::"organisation:manage"],
  resource
);

@id("administrator-keeps-catalogue")
@zh("系统管理员可以管理全部数据资源，其他组织的个人信息仍经过脱敏。")
@en("An administrator manages every dataset; personal fields of other organisations stay masked.")
permit (
  principal in Role::"administrator",
  action in
    [Action::"dataset:discover",
     Action::"dataset:read",
     Action::"dataset:collect",
     Action::"dataset:edit",
     Action::"dataset:publish",
     Action::"dataset:export"],
  resource
);

@id("administrator-reads-metrics")
@zh("系统管理员可以查看平台的运行指标。")
@en("An administrator reads the metrics of the platform.")
permit (
  principal in Role::"administrator",
  action == Action::"metrics:read",
  resource
);

@id("administrator-runs-platform")
@zh("系统管理员可以管理数据标准、采集批次、分析、预警和处置任务。")
@en("An administrator manages standards, runs, analyses, alerts and tasks.")
permit (
  principal in Role::"administrator",
  action in
    [Action::"standard:propose",
     Action::"standard:edit",
     Action::"run:read",
     Action::"run:cancel",
     Action::"analysis:run",
     Action::"alert:close",
     Action::"task:read",
     Action::"task:work"],
  resource
);

@id("administrator-keeps-storage")
@zh("系统管理员可以查看并运行存储维护。")
@en("An administrator sees and runs the upkeep of storage.")
permit (
  principal in Role::"administrator",
  action == Action::"upkeep:run",
  resource
);

@id("administrator-keeps-sources")
@zh("系统管理员可以查看、维护、运行全部数据来源。")
@en("An administrator sees, edits and runs every source.")
permit (
  principal in Role::"administrator",
  action in [Action::"source:read", Action::"source:edit", Action::"source:run"],
  resource
);

@id("administrator-keeps-quality")
@zh("系统管理员可以维护质量规则，查看各部门的采集质量。")
@en("An administrator keeps quality rules and sees how every department stands.")
permit (
  principal in Role::"administrator",
  action in [Action::"quality:read", Action::"quality:edit"],
  resource
);

@id("administrator-keeps-streams")
@zh("系统管理员可以查看、管理全部数据流，并可发送消息。")
@en("An administrator sees and keeps every stream, and may send to it.")
permit (
  principal in Role::"administrator",
  action in [Action::"stream:read", Action::"stream:edit", Action::"stream:send"],
  resource
);
`,
  'analyst.cedar': `// An analyst turns shared data into results.

@id("analyst-runs-analyses")
@zh("分析人员可以运行分析。")
@en("An analyst runs analyses.")
permit (
  principal in Role::"analyst",
  action == Action::"analysis:run",
  resource
);

@id("analyst-sees-own-quality")
@zh("分析人员可以查看本组织的质量规则和采集质量。")
@en("An analyst sees the quality rules of the own organisation and how it stands.")
permit (
  principal in Role::"analyst",
  action == Action::"quality:read",
  resource
)
when { resource.owner == principal.organisation };
`,
  'auditor.cedar': `// An auditor sees what was done and what there is, and no data beyond what is open to everyone.

@id("auditor-reads-audit")
@zh("审计人员可以查阅、导出审计事件，并查看人员姓名，以便核对是谁所为。")
@en("An auditor reads and exports audit events, and sees people's names to tell who did what.")
permit (
  principal in Role::"auditor",
  action in [Action::"audit:read", Action::"audit:export", Action::"person:read"],
  resource
);

@id("auditor-discovers-all")
@zh("审计人员可以查到全部数据资源目录，但不能读取数据。")
@en("An auditor finds every catalogue entry, but reads no data.")
permit (
  principal in Role::"auditor",
  action == Action::"dataset:discover",
  resource
);
`,
  'citizen.cedar': `// A citizen needs no account. Every person with an account is a citizen too, so nobody loses by signing in.

@id("citizen-discovers-open")
@zh("面向社会开放（含有条件开放）且已发布的数据资源，任何人都可以查到目录。")
@en("Anyone finds published datasets that are open to the public, also conditionally open ones.")
permit (
  principal in Role::"citizen",
  action == Action::"dataset:discover",
  resource
)
when { resource.status == "published" && ["unconditional", "conditional"].contains(resource.openness) };

@id("citizen-reads-open")
@zh("无条件开放且已发布的数据资源，任何人都可以读取。")
@en("Anyone reads published datasets that are unconditionally open.")
permit (
  principal in Role::"citizen",
  action in [Action::"dataset:read", Action::"dataset:export"],
  resource
)
when { resource.status == "published" && resource.openness == "unconditional" && !["important", "core"].contains(resource.level) };

@id("citizen-reads-standards")
@zh("数据标准和组织名录向所有人公开。")
@en("Data standards and the list of organisations are public.")
permit (
  principal in Role::"citizen",
  action in [Action::"standard:read", Action::"organisation:read"],
  resource
);

@id("citizen-reads-law")
@zh("法规时限向所有人公开。")
@en("The rules of law and their periods are public.")
permit (
  principal in Role::"citizen",
  action == Action::"law:read",
  resource
);

@id("citizen-offers-data")
@zh("任何企业、协会、高校和市民团体都可以申报数据。")
@en("Anyone, a company, an association, a university or a citizens' group, may offer data.")
permit (
  principal in Role::"citizen",
  action == Action::"contribution:offer",
  resource
);
`,
  'fields.cedar': `// Which fields of a dataset that may be read are shown as they are, shown masked, or withheld (neither rule applies).

@id("field-plain-open")
@zh("不涉及个人信息、级别不高于一般数据的字段可以直接查看。")
@en("Fields that are neither personal nor above the general level are shown as they are.")
permit (
  principal in Role::"citizen",
  action == Action::"field:open",
  resource
)
when { resource.sensitivity == "none" && !["important", "core"].contains(resource.level) };

@id("field-own-open")
@zh("本组织的数据管理员和系统管理员可以查看本组织的全部字段。")
@en("Stewards and administrators see all fields of their own organisation.")
permit (
  principal,
  action == Action::"field:open",
  resource
)
when {
  (principal in Role::"steward" || principal in Role::"administrator") &&
  resource.owner == principal.organisation
};

@id("field-personal-masked")
@zh("工作人员看到的个人信息经过脱敏；敏感个人信息不提供。")
@en("Staff see personal fields masked; sensitive personal fields are withheld.")
permit (
  principal,
  action == Action::"field:masked",
  resource
)
when {
  (principal in Role::"steward" || principal in Role::"analyst" || principal in Role::"officer" ||
   principal in Role::"administrator") &&
  resource.sensitivity == "personal" &&
  !["important", "core"].contains(resource.level)
};
`,
  'officer.cedar': `// An officer of the data bureau keeps standards and the catalogue of all organisations.

@id("officer-discovers-all")
@zh("数据主管人员可以查到全部数据资源目录。")
@en("An officer finds every catalogue entry.")
permit (
  principal in Role::"officer",
  action == Action::"dataset:discover",
  resource
);

@id("officer-publishes")
@zh("数据主管人员可以发布、登记各组织的数据资源。")
@en("An officer publishes and registers the datasets of every organisation.")
permit (
  principal in Role::"officer",
  action == Action::"dataset:publish",
  resource
);

@id("officer-reads-published")
@zh("数据主管人员可以读取已发布的数据资源，其中的个人信息经过脱敏。")
@en("An officer reads published datasets, with personal fields masked.")
permit (
  principal in Role::"officer",
  action in [Action::"dataset:read", Action::"dataset:export"],
  resource
)
when { resource.status == "published" };

@id("officer-keeps-standards")
@zh("数据主管人员可以起草、修订、发布数据标准。")
@en("An officer proposes, edits and publishes standards.")
permit (
  principal in Role::"officer",
  action in [Action::"standard:propose", Action::"standard:edit"],
  resource
);

@id("officer-oversees")
@zh("数据主管人员可以查看采集批次、处置任务和人员，关闭预警，运行分析。")
@en("An officer sees runs, tasks and people, closes alerts, and runs analyses.")
permit (
  principal in Role::"officer",
  action in
    [Action::"run:read",
     Action::"task:read",
     Action::"task:work",
     Action::"alert:close",
     Action::"person:read",
     Action::"analysis:run"],
  resource
);

@id("officer-keeps-storage")
@zh("数据主管人员可以查看并运行存储维护。")
@en("An officer sees and runs the upkeep of storage.")
permit (
  principal in Role::"officer",
  action == Action::"upkeep:run",
  resource
);

@id("officer-reviews-standards")
@zh("数据主管人员可以审核、停用数据标准；自己参与起草的由他人审核。")
@en("An officer reviews and retires standards; what an officer has written, another reviews.")
permit (
  principal in Role::"officer",
  action == Action::"standard:review",
  resource
);

@id("officer-oversees-sources")
@zh("数据主管人员可以查看各组织的数据来源，并允许来源访问内部主机。")
@en("An officer sees the sources of every organisation, and allows private hosts to them.")
permit (
  principal in Role::"officer",
  action in [Action::"source:read", Action::"host:allow"],
  resource
);

@id("officer-keeps-quality")
@zh("数据主管人员可以维护质量规则，查看各部门的采集质量。")
@en("An officer keeps quality rules and sees how every department stands.")
permit (
  principal in Role::"officer",
  action in [Action::"quality:read", Action::"quality:edit"],
  resource
);

@id("officer-sees-streams")
@zh("数据主管人员可以查看全部数据流。")
@en("An officer sees every stream.")
permit (
  principal in Role::"officer",
  action == Action::"stream:read",
  resource
);

@id("officer-reviews-contributions")
@zh("数据主管人员可以查看并受理数据申报；自己提出的由他人受理。")
@en("An officer sees and reviews offers of data; what an officer has offered, another reviews.")
permit (
  principal in Role::"officer",
  action in [Action::"contribution:read", Action::"contribution:review"],
  resource
);

@id("officer-keeps-law")
@zh("数据主管人员可以修订法规时限。")
@en("An officer revises the rules of law and their periods.")
permit (
  principal in Role::"officer",
  action == Action::"law:edit",
  resource
);
`,
  'staff.cedar': `// What stewards, analysts, officers and administrators have in common.

@id("staff-discover-shared")
@zh("工作人员可以查到已发布且可共享（含有条件共享）的数据资源目录。")
@en("Staff find published datasets that are shared between organisations, also conditionally shared ones.")
permit (
  principal,
  action == Action::"dataset:discover",
  resource
)
when {
  (principal in Role::"steward" || principal in Role::"analyst" || principal in Role::"officer") &&
  resource.status == "published" &&
  ["unconditional", "conditional"].contains(resource.sharing)
};

@id("staff-read-shared")
@zh("工作人员可以读取已发布且无条件共享的数据资源，其中的个人信息经过脱敏。")
@en("Staff read published datasets that are unconditionally shared, with personal fields masked.")
permit (
  principal,
  action in [Action::"dataset:read", Action::"dataset:export"],
  resource
)
when {
  (principal in Role::"steward" || principal in Role::"analyst") &&
  resource.status == "published" &&
  resource.sharing == "unconditional"
};

@id("staff-see-alerts")
@zh("工作人员可以查看预警。")
@en("Staff see alerts.")
permit (
  principal,
  action == Action::"alert:read",
  resource
)
when {
  principal in Role::"steward" || principal in Role::"analyst" || principal in Role::"officer" ||
  principal in Role::"administrator"
};

@id("staff-run-queries")
@zh("工作人员可以对有权读取的数据运行查询。")
@en("Staff run queries over the data that they may read.")
permit (
  principal,
  action == Action::"query:run",
  resource
)
when {
  principal in Role::"steward" || principal in Role::"analyst" || principal in Role::"officer" ||
  principal in Role::"administrator"
};

@id("account-makes-tokens")
@zh("有账号的人员可以为自己创建访问令牌。")
@en("A person with an account makes API tokens of the own.")
permit (
  principal,
  action == Action::"token:create",
  resource
)
when {
  principal in Role::"steward" || principal in Role::"analyst" || principal in Role::"officer" ||
  principal in Role::"auditor" || principal in Role::"administrator"
};

@id("staff-read-policies")
@zh("工作人员可以查阅访问规则。")
@en("Staff read the access policies.")
permit (
  principal,
  action == Action::"policy:read",
  resource
)
when {
  principal in Role::"steward" || principal in Role::"analyst" || principal in Role::"officer" ||
  principal in Role::"auditor" || principal in Role::"administrator"
};
`,
  'steward.cedar': `// A steward keeps the data of the own organisation.

@id("steward-keeps-own-datasets")
@zh("数据管理员可以查看、采集、编辑、发布本组织的数据资源。")
@en("A steward sees, collects, edits and publishes the datasets of the own organisation.")
permit (
  principal in Role::"steward",
  action in
    [Action::"dataset:discover",
     Action::"dataset:read",
     Action::"dataset:collect",
     Action::"dataset:edit",
     Action::"dataset:publish",
     Action::"dataset:export"],
  resource
)
when { resource.owner == principal.organisation };

@id("steward-keeps-own-runs")
@zh("数据管理员可以查看、取消本组织的采集批次，并修正隔离区中的数据。")
@en("A steward sees and cancels the runs of the own organisation and mends its quarantine.")
permit (
  principal in Role::"steward",
  action in [Action::"run:read", Action::"run:cancel", Action::"quarantine:read", Action::"quarantine:mend"],
  resource
)
when { resource.owner == principal.organisation };

@id("steward-keeps-own-standards")
@zh("数据管理员可以起草、修订、发布本组织的数据标准。")
@en("A steward proposes, edits and publishes the standards of the own organisation.")
permit (
  principal in Role::"steward",
  action in [Action::"standard:propose", Action::"standard:edit"],
  resource
)
when { resource.owner == principal.organisation };

@id("steward-works-own-tasks")
@zh("数据管理员可以查看预警，并办理本组织的处置任务。")
@en("A steward sees alerts and works on the tasks of the own organisation.")
permit (
  principal in Role::"steward",
  action in [Action::"task:read", Action::"task:work", Action::"alert:close"],
  resource
)
when { resource.owner == principal.organisation };

@id("steward-sees-own-people")
@zh("数据管理员可以看到本组织的人员。")
@en("A steward sees the people of the own organisation.")
permit (
  principal in Role::"steward",
  action == Action::"person:read",
  resource
)
when { resource.owner == principal.organisation };

@id("steward-keeps-own-sources")
@zh("数据管理员可以查看、维护、运行本组织的数据来源。")
@en("A steward sees, edits and runs the sources of the own organisation.")
permit (
  principal in Role::"steward",
  action in [Action::"source:read", Action::"source:edit", Action::"source:run"],
  resource
)
when { resource.owner == principal.organisation };

@id("steward-keeps-own-quality")
@zh("数据管理员可以维护本组织的质量规则，查看本组织的采集质量。")
@en("A steward keeps the quality rules of the own organisation and sees how it stands.")
permit (
  principal in Role::"steward",
  action in [Action::"quality:read", Action::"quality:edit"],
  resource
)
when { resource.owner == principal.organisation };

@id("steward-keeps-own-streams")
@zh("数据管理员可以查看、管理本组织的数据流，并可发送消息。")
@en("A steward sees and keeps the streams of the own organisation, and may send to them.")
permit (
  principal in Role::"steward",
  action in [Action::"stream:read", Action::"stream:edit", Action::"stream:send"],
  resource
)
when { resource.owner == principal.organisation };

@id("steward-sees-own-contributions")
@zh("数据管理员可以查看本组织提出的数据申报。")
@en("A steward sees the offers of data that the own organisation has made.")
permit (
  principal in Role::"steward",
  action == Action::"contribution:read",
  resource
)
when { resource.owner == principal.organisation };
`,
  'system.cedar': `// The platform acting for itself: jobs, seeding, and the operator at the command line, who owns the data folder.

@id("system-does-all")
@zh("平台自身的作业和持有数据目录的运维人员不受限制。")
@en("The platform's own jobs, and the operator who owns the data folder, are not limited.")
permit (principal in Role::"system", action, resource);
`,
  'tokens.cedar': `// An API token never does more than its scopes say, whatever its owner may do.

@id("token-stays-in-scope")
@zh("访问令牌的授权范围不包含此操作。")
@en("The scopes of this API token do not cover this action.")
forbid (principal, action, resource)
unless { context.scopes.containsAny(context.accepts) };

@id("token-makes-no-tokens")
@zh("不能用访问令牌创建访问令牌，请登录后操作。")
@en("A token can't make tokens; sign in to do so.")
forbid (
  principal,
  action == Action::"token:create",
  resource
)
when { context.token };
`,
};

"""Codes of supervision 监督."""

from databases.tables import CodeList

SUBJECT_DATABASE = CodeList(
    "subject_database",
    {"beneficiaries": "帮扶对象库", "funds": "帮扶资金库", "projects": "帮扶项目库", "forces": "帮扶力量库"},
    "M11",
)
SEVERITY = CodeList("severity", {"notice": "提示", "yellow": "黄色", "orange": "橙色", "red": "红色"}, "M65")
PROBLEM_CLASS = CodeList(
    "problem_class",
    {
        "retention": "资金滞留",
        "non_compliant": "使用不合规",
        "undistributed": "收益分配不到位",
        "slow_construction": "项目建设缓慢",
        "slow_allocation": "资金分配缓慢",
        "duty": "履职不到位",
        "eligibility": "对象不精准",
        "disclosure": "公开不到位",
    },
    "M129, M178",
)
ALERT_STATE = CodeList(
    "alert_state", {"raised": "待处置", "assigned": "处置中", "answered": "已反馈", "closed": "已办结", "reopened": "重新处置"}, "M65, M135"
)
CLUE_SOURCE = CodeList(
    "clue_source", {"public": "群众反映", "media": "媒体报道", "alert": "预警转办", "inspection": "检查发现", "transfer": "移送"}, "M138, M177"
)
CLUE_STATE = CodeList(
    "clue_state",
    {"received": "已接收", "assessed": "已研判", "assigned": "已交办", "investigated": "已核查", "concluded": "已结论", "answered": "已答复"},
    "M138",
)
CONFIDENTIALITY = CodeList("confidentiality", {"normal": "一般", "restricted": "内部", "secret": "保密"}, "M138")
CASE_CLASS = CodeList("case_class", {"project": "立项监督", "focused": "重点督查", "listed": "挂牌督办"}, "M141")
CORRECTION_STATE = CodeList("correction_state", {"open": "整改中", "submitted": "待验收", "accepted": "已销号"}, "M142")
RESUPERVISION_KIND = CodeList(
    "resupervision_kind",
    {
        "duty_list": "履职清单再监督",
        "online_alert": "在线预警再监督",
        "helper_duty": "帮扶责任再监督",
        "comparison_check": "比对核查再监督",
        "clue_handling": "线索处置再监督",
    },
    "M133-M138",
)
SAMPLE_RESULT = CodeList("sample_result", {"sound": "符合", "doubtful": "存疑", "wrong": "不符"}, "M133, M137")
HOUSEHOLD_FEEDBACK = CodeList("household_feedback", {"satisfied": "满意", "neutral": "一般", "dissatisfied": "不满意"}, "M136")
CHECK_MANNER = CodeList("check_manner", {"open": "明察", "unannounced": "暗访"}, "M139")
AUDIT_KIND = CodeList("audit_kind", {"term": "任期经济责任审计延伸", "accounts": "财务收支审计延伸"}, "M131")
CONDUCT = CodeList("conduct", {"careless": "不严不实", "fraud": "弄虚作假", "diversion": "截留挪用", "corruption": "贪污侵占"}, "M140")
SANCTION = CodeList("sanction", {"talk": "谈话提醒", "warning": "通报批评", "discipline": "党纪政务处分", "transfer": "移送司法"}, "M140")
EXEMPTION_RESULT = CodeList("exemption_result", {"exempted": "免责", "refused": "不予免责"}, "M85")
ASSESSMENT_KIND = CodeList(
    "assessment_kind", {"development": "扶贫开发考核", "integrity": "党风廉政建设责任制考核", "party": "党建工作责任制考核"}, "M166"
)
HONOUR = CodeList("honour", {"commendation": "通报表扬", "recommendation": "优先推荐"}, "M171, M173")
DEVICE_KIND = CodeList("device_kind", {"camera": "村务公开栏监控", "kiosk": "便民服务终端"}, "M126, M128")
KIOSK_SIGN_IN = CodeList("kiosk_sign_in", {"id_card": "身份证", "code": "动态码", "both": "身份证或动态码"}, "M128")
DEVICE_STATE = CodeList("device_state", {"online": "在线", "offline": "离线", "repair": "维修"}, "M126, M128")
DISCLOSURE_STATE = CodeList("disclosure_state", {"due": "应公开", "posted": "已公开", "missing": "未公开"}, "M127")
INSPECTION_METHOD = CodeList("inspection_method", {"online": "线上跟踪", "field": "实地核查", "unannounced": "暗访调研"}, "M168")
REPORT_STATE = CodeList("report_state", {"received": "已受理", "transferred": "已转办", "answered": "已答复"}, "M21, M125")
REPORT_KIND = CodeList(
    "report_kind",
    {"record": "记录有误", "payment": "发放问题", "conduct": "作风问题", "levy": "摊派收费", "comment": "意见建议", "other": "其他"},
    "M21, M97, M125",
)

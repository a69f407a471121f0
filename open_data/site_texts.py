"""The texts of the site itself: what it is, what it does with data about people, for whom it is made."""

from __future__ import annotations

from collections.abc import Sequence

from open_data.columns import Words

Section = tuple[Words | None, Sequence[Words]]
ABOUT: Sequence[Section] = (
    (
        None,
        (
            Words(
                "本站公开无锡市帮扶资金、项目、村和帮扶成效的数据，任何人都可以查询、下载、核对和监督，不需要登录。",
                "This site publishes data on assistance money, projects, villages and results in Wuxi. Anybody can search, download, check and question them without signing in.",
            ),
        ),
    ),
    (
        Words("数据从哪里来", "Where the data come from"),
        (
            Words(
                "帮扶对象、资金、项目、力量四个库按统一的规则导出，发布前经过脱敏和泄露检查，由有权的发布员签名。",
                "Four databases – people, funds, projects, forces – are extracted by one set of rules, protected and scanned, and signed by an authorised publisher.",
            ),
            Words("每次发布都不再改动；新的发布另有名称。", "A release never changes; a newer one has a name of its own."),
        ),
    ),
    (
        Words("公开什么，不公开什么", "What is public and what is not"),
        (
            Words(
                "单位之间的资金精确到分；发放到户的资金按至少十一户合计；任何一户人家的姓名、证件、住址、电话和账户都不公开。",
                "Money between organisations is public to the cent; payments to households are summed over at least "
                "eleven of them; nobody's name, papers, address, telephone or account is published.",
            ),
        ),
    ),
    (
        Words("怎样使用，怎样联系", "Use and contact"),
        (
            Words(
                "全部数据可以免费下载使用（CC BY 4.0 许可），只要注明出处。对数据有疑问，请用每个公开页面下的“反映问题”，或者按发布文件 datapackage.json 里的邮箱联系发布单位。",
                "All data may be downloaded and used free of charge under the licence CC BY 4.0, if you name the source. If you have a question, use "
                "“report a problem” under each public page, or contact the publisher by the mail address in datapackage.json.",
            ),
        ),
    ),
)
PRIVACY: Sequence[Section] = (
    (
        None,
        (
            Words(
                "浏览本站不需要登录，本站不使用统计脚本、广告或任何外部服务。",
                "You need no account. The site uses no analytics, no advertising and no service of anybody else.",
            ),
            Words(
                "如果您选择了语言或长者版，浏览器会保存两个只写着这一选择的 Cookie（lang、size），它们不能识别您是谁。只有登录时才有第三个 Cookie（session，"
                "登录途中叫 attempt）：它加密保存您的登录凭证，页面脚本和别人都读不到，退出登录或到期即删除；本站不另存您的身份。",
                "If you choose a language or large type, your browser keeps two cookies with that choice alone "
                "(lang, size); they tell nobody who you are. Only if you sign in there is a third one (session; attempt on the way there): it holds your "
                "sign-in, sealed, out of reach of scripts and of others, and goes when you sign out or when it ends. The site keeps no record of who you are.",
            ),
        ),
    ),
    (
        Words("数据里的个人信息", "Personal data in what is published"),
        (
            Words(
                "本站没有困难家庭的名单：按姓名、证件号或住址都查不到任何一户；能查到的是至少十一户合计的户数和金额。",
                "The site has no list of households in hardship: nobody can be found by name, papers or address. What can be found are numbers "
                "and sums of at least eleven households.",
            ),
            Words(
                "公开的数据里没有任何人的个人信息。如果您认为某条数据可能指向某个人，请用每个公开页面下的“反映问题”告诉我们，我们会撤回该次发布。",
                "What is published holds nobody's personal data. If you think that a record might point to "
                "somebody, tell us with “report a problem” under the page; such a release is withdrawn.",
            ),
        ),
    ),
    (
        Words("为什么有的数字查不到", "Why a figure may be missing"),
        (
            Words(
                "关于家庭的每个数字背后至少有 11 户；两个数字相减、两次发布相比，差额背后也至少有 11 户。做不到的数字不单独公布，但钱没有少：它和相邻的地方、"
                "其他几种帮扶或全年的合在一行，那一行写明合了哪些，各行加起来仍是总数。",
                "Behind every figure about households stand at least eleven of them, and so behind the difference of two figures and of two releases. A figure that cannot "
                "keep to it is not told alone, but no money is lost: it stands in one row with places around it, with other kinds of help or with the whole year. The row says "
                "with which, and all rows together are still the total.",
            ),
            Words(
                "某一种帮扶在一个市（县）区、有时在全市，没有单独的合计：单列出来，就能推算出其中几户得了多少，所以和另外几种合计。",
                "One kind of help may have no total of its own in a county, sometimes in the whole city: from it would follow what a few households got. It is told together "
                "with other kinds.",
            ),
            Words(
                "还没有过完的一年，发放到户的资金只按市（县）区公布，不按镇、村和月：下个月的数字减去这个月的，就是少数几户当月所得。全年发完以后再细分。",
                "While a year is under way, what was paid to households is told by county and not by town, village or month: next month’s figures less this month’s would be what "
                "a few households got. It is told in more detail once the year is paid.",
            ),
        ),
    ),
)
ACCESSIBILITY: Sequence[Section] = (
    (
        None,
        (
            Words(
                "本站按 WCAG 2.2 AA 制作，并参照《互联网网站适老化通用设计规范》提供长者版。每一类页面在每次改动后都用浏览器和 axe 自动检查。",
                "This site is made to meet WCAG 2.2 AA and offers large type after the national design rules for "
                "older people. Each kind of page is checked in a browser with axe at every change.",
            ),
            Words(
                "全部功能不需要 JavaScript，可以只用键盘操作；放大到 200% 或在 320 像素宽的屏幕上都能使用；颜色从不是唯一的提示；每张图都有数据表和文字说明。",
                "Everything works without JavaScript and by keyboard alone, at 200 % text and on screens 320 "
                "pixels wide; colour is never the only cue; each chart has a table and a text.",
            ),
        ),
    ),
    (
        Words("已知的不足", "What falls short"),
        (
            Words(
                "地方、资金、项目和所需物品的名称，以及工作人员写的文字，只有中文；代码的含义在英文网页和代码表里有英文。下载的文件不经过无障碍处理。",
                "Names of places, streams of money, projects and things that are needed, and what officials wrote, are in Chinese only; what codes stand for is told in "
                "English on English pages and in the code lists. Downloaded files are as they are.",
            ),
            Words("遇到障碍时请在任何记录下“反映问题”。", "If something stands in your way, use “report a problem” under any record."),
        ),
    ),
)

# Shapes of the tables. A line with a column missing, or a number where a word belongs, is refused at load.
type grant(tier: String, dept: String, kind: String, action: String, scope: String);
type field(tier: String, dept: String, kind: String, name: String, shown: String, scope: String);
type group(tier: String, dept: String, kind: String, sensitivity: String, shown: String, scope: String);
type family(kind: String, name: String);
type reveal(tier: String, dept: String, kind: String, name: String, scope: String);

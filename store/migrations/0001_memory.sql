-- Memory as a whole. Times are microseconds since the epoch in UTC, days are local dates, hours are UTC hours since
-- the epoch. What PostgreSQL spells otherwise: `without rowid`, the full text, blob, autoincrement.

pragma application_id = 1161908819;

-- The database's own words: `key` (for hashes of closed keys), `zone`, `scrub` (removed words are still in the index).
create table meta (
  name text primary key,
  value text not null
) without rowid;

-- A distinct author. The name goes once none of its mentions is live; the number stays, so people are still counted.
create table voice (
  id integer primary key,
  name text unique
);

-- One row per mention, removed ones included as bare rows. What conditions ask for stands before the text.
create table mention (
  id integer primary key,
  state text not null,
  at integer not null,
  source text not null,
  kind text not null,
  sentiment text not null,
  department text,
  theme integer,
  cosine real,
  threshold real,
  copy_of integer,
  voice integer not null references voice (id),
  visibility text not null,
  language text not null,
  day text not null,
  hour integer not null,
  source_id text not null,
  arrived integer not null,
  edited integer not null,
  digest text,
  conversation text,
  in_reply_to text,
  author text,
  author_name text,
  followers integer,
  url text,
  channel text,
  said_language text,
  rating real,
  likes integer not null,
  reposts integer not null,
  replies integer not null,
  marks text not null,
  reason text not null,
  removed integer,
  text text not null,
  rest text not null
);
create unique index mention_key on mention (source, source_id);
create index mention_at on mention (at);
create index mention_theme on mention (theme, at);
create index mention_voice on mention (voice);
create index mention_copy on mention (copy_of) where copy_of is not null;

-- What was understood of a mention, beside what conditions ask for; emptied with the mention.
create table reading (
  mention integer primary key references mention (id),
  score real not null,
  confidence real not null,
  intent text not null,
  reader text not null,
  harm text,
  departments text not null,
  vector blob not null,
  signature blob not null
);

-- Words of live mentions, without positions. Written in bulk by the transaction that writes the rows, not by trigger.
create virtual table mention_text using fts5 (
  text, content = 'mention', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', detail = none
);
insert into mention_text (mention_text, rank) values ('automerge', 8);

-- Why a mention belongs to a keyword group.
create table mention_group (
  mention integer not null references mention (id),
  name text not null,
  version integer not null,
  reason text not null,
  primary key (mention, name)
) without rowid;
create index mention_group_name on mention_group (name, mention);

-- The themes that a mention was in before, with how near it was (null where it was moved); its row has the present one.
create table assignment (
  mention integer not null references mention (id),
  theme integer not null,
  cosine real,
  threshold real,
  primary key (mention, theme)
) without rowid;

-- Keyed hashes of the keys of removed mentions: what is known of them, and no more.
create table closed_key (
  hash text primary key,
  mention integer,
  state text not null,
  reason text not null,
  at integer not null
) without rowid;
create index closed_key_mention on closed_key (mention) where mention is not null;

-- Mentions that count (live, forgotten, expired) by theme, department, group, source or all; read instead of rows.
-- Time before name: what is written now stands together, however many themes it falls into.
create table rollup_day (
  dimension text not null,
  day text not null,
  name text not null,
  sentiment text not null,
  mentions integer not null,
  primary key (dimension, day, name, sentiment)
) without rowid;
create table rollup_hour (
  dimension text not null,
  hour integer not null,
  name text not null,
  sentiment text not null,
  mentions integer not null,
  primary key (dimension, hour, name, sentiment)
) without rowid;

create table theme (
  id integer primary key,
  state text not null,
  label text not null,
  name text,
  born integer not null,
  seen integer not null,
  mentions integer not null,
  voices integer not null,
  centre blob not null,
  weight real not null,
  merged_into integer
);
create index theme_state on theme (state);

create table theme_event (
  id integer primary key,
  theme integer not null,
  kind text not null,
  other integer,
  at integer not null,
  detail text not null
);
create unique index theme_event_once on theme_event (theme, at, kind, coalesce(other, 0), detail);

-- `body` is the insight as JSON (store/codec.py); the columns are what questions ask for.
create table insight (
  id integer primary key,
  theme integer,
  open integer not null,
  found integer not null,
  updated integer not null,
  body text not null
);
create index insight_theme on insight (theme);
create index insight_updated on insight (updated);

create table evidence (
  insight integer not null references insight (id),
  mention integer not null references mention (id),
  primary key (insight, mention)
) without rowid;
create index evidence_mention on evidence (mention);

-- Which insights quote a mention, so that a removed one can be taken out of them.
create table citation (
  mention integer not null,
  insight integer not null references insight (id),
  primary key (mention, insight)
) without rowid;

create table status_change (
  id integer primary key,
  insight integer not null references insight (id),
  person text,
  department text,
  before text not null,
  after text not null,
  at integer not null,
  detail text not null
);
create unique index status_change_once on status_change (
  insight, at, before, after, coalesce(person, ''), coalesce(department, ''), detail
);

create table signal (
  id integer primary key,
  key text not null unique,
  insight integer not null,
  person text not null,
  department text,
  kind text not null,
  at integer not null,
  value text not null,
  removed integer
);
create index signal_insight on signal (insight);
create index signal_at on signal (at);

create table correction (
  id integer primary key,
  insight integer,
  mention integer,
  vector blob not null,
  away text,
  towards text,
  person text not null,
  at integer not null,
  undone integer
);
create index correction_mention on correction (mention) where mention is not null;

create table outbox (
  id integer primary key autoincrement,
  key text not null unique,
  kind text not null,
  platform text not null,
  workspace text not null,
  channel text not null,
  message text not null,
  due integer not null,
  insight integer,
  edits text,
  thread text,
  recipient text,
  state text not null,
  tries integer not null,
  sent_id text,
  error text not null,
  next_at integer
);
create index outbox_open on outbox (platform, workspace, channel, due, id) where state in ('new', 'sending');
create index outbox_state on outbox (state, id);
create index outbox_sent on outbox (sent_id, platform, workspace, channel) where sent_id is not null;

create table delivery (
  key text primary key,
  kind text not null,
  platform text not null,
  workspace text not null,
  channel text not null,
  message_id text not null,
  at integer not null,
  insight integer,
  level integer not null,
  day text not null
) without rowid;
create index delivery_insight on delivery (insight);
create index delivery_at on delivery (at);

create table inbox (
  id integer primary key autoincrement,
  event_id text not null unique,
  kind text not null,
  payload text not null,
  at integer not null,
  settled integer not null,
  result text not null,
  error text not null
);
create index inbox_pending on inbox (at, id) where settled = 0;

create table source_state (
  name text primary key,
  cursor text,
  polled integer,
  newest integer,
  error text not null,
  state text not null
) without rowid;

create table gap (
  source text not null,
  began integer not null,
  ended integer,
  primary key (source, began)
) without rowid;

create table setting_event (
  id integer primary key,
  subject text not null,
  person text,
  at integer not null,
  old text,
  new text
);
create index setting_event_subject on setting_event (subject);

create table ledger_item (
  kind text not null,
  id text not null,
  item text not null,
  recorded integer not null,
  person text,
  primary key (kind, id)
) without rowid;

create table shown (
  insight integer not null,
  platform text not null,
  workspace text not null,
  channel text not null,
  day text not null,
  position integer not null,
  score real not null,
  version text not null,
  at integer not null,
  primary key (insight, platform, workspace, channel, day)
) without rowid;
create index shown_at on shown (at);

create table told (
  insight integer not null,
  mention integer not null,
  person text not null,
  at integer not null,
  told integer not null,
  primary key (insight, mention)
) without rowid;

create table room_post (
  sequence integer primary key,
  id text not null unique,
  key text not null,
  platform text not null,
  workspace text not null,
  channel text not null,
  author text not null,
  at integer not null,
  body text not null,
  root text,
  recipient text,
  edited integer
);
create unique index room_post_key on room_post (key) where key <> '';
create index room_post_place on room_post (platform, workspace, channel, at) where root is null;
create index room_post_root on room_post (root) where root is not null;

create table room_reaction (
  sequence integer primary key,
  post text not null,
  person text not null,
  emoji text not null,
  at integer not null,
  there integer not null
);
create unique index room_reaction_once on room_reaction (post, person, emoji);

create table token (
  digest text primary key,
  kind text not null,
  person text not null,
  until integer not null,
  grant_json text not null,
  ended integer not null
) without rowid;

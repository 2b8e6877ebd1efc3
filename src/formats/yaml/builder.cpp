#include "formats/yaml/builder.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "formats/yaml/flow.hpp"
#include "formats/yaml/strict.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <yaml-cpp/mark.h>

namespace baton::formats::yaml {

namespace {

[[noreturn]] void stop(std::string rule, std::string message, std::size_t offset,
                       std::string hint = {}) {
  throw Stop{{std::move(rule), std::move(message), std::move(hint), offset}};
}

void stop_on(std::optional<Fault> fault) {
  if (fault) throw Stop{std::move(*fault)};
}

[[noreturn]] void too_deep(std::size_t offset) {
  stop("limit/depth", "nested deeper than " + std::to_string(core::kYamlDepthMax) + " levels",
       offset);
}

[[noreturn]] void refuse_tag(std::size_t at) {
  stop("syntax/tag", "\"!\" starts a tag, and tags are not taken here", at,
       "quote a value that should start with \"!\"");
}

// Stands for a "?" that cannot be YAML's own. yaml-cpp ends a plain scalar inside brackets at any
// "?", so that it would not read `{url: https://a.example/b?c}`. check_bytes() has refused every
// text that holds this character itself.
constexpr char kQuestionMark = '\x1A';

// Whether a "?" can only be a letter of a scalar. `before` is the last character in front of it
// that is neither space nor tab, `next` the one behind it.
bool is_letter(char before, char next) {
  return std::strchr("\n[{,-?:", before) == nullptr || std::strchr(" \t\r\n,[]{}", next) == nullptr;
}

// Finds the lines that hold nothing or only a comment, in which tabs may stand in front (YAML 1.2
// section 6.7). yaml-cpp refuses these tabs where a scalar stands above.
class CommentLines {
 public:
  // True if the next line of the text is one. What may be a line of a literal or folded scalar is
  // none: there a tab is text.
  bool next(std::string_view line) {
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    const auto first = line.find_first_not_of(" \t\r");
    const bool blank = first == std::string_view::npos;
    if (header_ && (blank || indent > *header_ || line[indent] == '\t')) return false;
    header_.reset();
    if (blank || line[first] == '#') return true;
    if (ends_in_header(line)) header_ = indent;
    return false;
  }

 private:
  // Whether a literal or folded scalar may begin below the line, as below `text: |-`.
  static bool ends_in_header(std::string_view line) {
    for (;;) {
      const auto last = line.find_last_not_of(" \t\r+-0123456789");
      if (last != std::string_view::npos && (line[last] == '|' || line[last] == '>')) return true;
      const auto comment = line.rfind('#');  // it may begin there
      if (comment == std::string_view::npos) return false;
      line = line.substr(0, comment);
    }
  }

  // The indentation of the line below which the lines of such a scalar stand.
  std::optional<std::size_t> header_;
};

// Puts spaces in place of the tabs in front of comments and in lines that hold nothing.
void clear_tabs(std::string& text) {
  CommentLines comments;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = std::string_view(text).substr(begin, end - begin);
    if (comments.next(line)) {
      const auto first = std::min(line.find_first_not_of(" \t"), line.size());
      text.replace(begin, first, first, ' ');
    }
    begin = end + 1;
  }
}

// The number that the digits of the escape at `at` name; 0 for an escape without digits.
std::uint32_t escaped(std::string_view written, std::size_t at) {
  const char letter = at + 1 < written.size() ? written[at + 1] : '\0';
  const std::size_t count = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  const auto digits = written.substr(std::min(at + 2, written.size()), count);
  std::uint32_t point = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
  return point;
}

// Goes behind the next place in a prepared scalar in double quotes that yaml-cpp gives back as
// kQuestionMark. True if that is a "?", false if it is the escape of the character itself.
bool next_is_question(std::string_view prepared_scalar, std::size_t& from) {
  while (from < prepared_scalar.size()) {
    const auto at = from++;
    if (prepared_scalar[at] == kQuestionMark) return true;
    if (prepared_scalar[at] != '\\') continue;
    ++from;  // what is escaped may be a backslash itself
    if (escaped(prepared_scalar, at) == static_cast<std::uint32_t>(kQuestionMark)) return false;
  }
  return true;
}

// The scalar in double quotes at `offset` as it is written; empty if it is not closed.
std::string_view quoted_at(const Source& source, std::size_t offset) {
  const auto end = after_quoted(source.text(), offset);
  return end == std::string_view::npos ? std::string_view()
                                       : source.text().substr(offset, end - offset);
}

// What a scalar in double quotes says, by how it is written and what yaml-cpp makes of it: of `\N`
// and `\_` it makes one byte each, which is no UTF-8, and the escape of kQuestionMark looks like a
// "?" afterwards.
std::string restored_quoted(std::string_view written, std::string_view read) {
  if (written.find('\\') == std::string_view::npos) return restored(std::string(read));
  const auto prepared_scalar = prepared(written);
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; at < read.size();) {
    const auto length = core::utf8::sequence(read, at);
    if (read[at] == kQuestionMark)
      out += next_is_question(prepared_scalar, from) ? '?' : kQuestionMark;
    else if (length == 0)
      core::utf8::append(out, static_cast<unsigned char>(read[at]));
    else
      out += read.substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

// Adds the line breaks that a text lacks at its end, where it should have so many.
void end_with(std::string& text, std::size_t breaks) {
  const auto there = text.size() - (text.find_last_not_of('\n') + 1);
  if (there < breaks) text.append(breaks - there, '\n');
}

// Whether a plain scalar is infinite or no number at all, which JSON cannot say.
bool is_beyond_json(std::string_view plain) {
  constexpr std::array<std::string_view, 3> kNoNumber{".nan", ".NaN", ".NAN"};
  constexpr std::array<std::string_view, 3> kInfinite{".inf", ".Inf", ".INF"};
  if (core::is_one_of(plain, kNoNumber)) return true;
  if (plain.starts_with('-') || plain.starts_with('+')) plain.remove_prefix(1);
  return core::is_one_of(plain, kInfinite);
}

}  // namespace

std::string prepared(std::string_view text) {
  std::string prepared(text);
  char before = '\n';  // the last character of the line that is neither space nor tab
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '?' && is_letter(before, at + 1 < text.size() ? text[at + 1] : '\n'))
      prepared[at] = kQuestionMark;
    if (c != ' ' && c != '\t') before = c;
  }
  if (text.find('\t') != std::string_view::npos) clear_tabs(prepared);
  if (!text.ends_with('\n')) prepared += '\n';
  return prepared;
}

std::string restored(std::string text) {
  std::replace(text.begin(), text.end(), kQuestionMark, '?');
  return text;
}

std::vector<Fault> Builder::unused_anchors() const {
  std::vector<Fault> unused;
  for (const auto& [id, anchor] : anchors_) {
    if (anchor.used) continue;
    Fault fault;
    fault.rule = "syntax/unused-anchor";
    fault.message = "the anchor \"" + anchor.name + "\" is never used";
    fault.hint = "remove it, or quote the value if it should start with \"&\"";
    fault.offset = anchor.offset;
    unused.push_back(std::move(fault));
  }
  return unused;
}

void Builder::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ < 2) return;
  const auto at = byte(mark);
  const auto number = source_.position(at).line;
  const auto line = source_.line(number);
  if (line.starts_with("---") || line.empty() || source_.line(number - 1).starts_with("...")) {
    if (options_.holds.empty())
      stop("syntax/documents", "a second document: expected one in a file", at,
           line.starts_with("---") ? "remove the \"---\"" : "remove the \"...\" above it");
    stop("syntax/documents",
         "a second document: expected one " + std::string(options_.holds) + " a file", at,
         "move it to a file of its own");
  }
  stop("syntax/indentation", "this line belongs to nothing above it", at,
       "check its indentation, and the \":\" after a key");
}

void Builder::OnAnchor(const YAML::Mark&, const std::string& name) {
  anchor_name_ = restored(name);
}

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  auto node = make(Node::Kind::null, byte(mark));
  note_anchor(anchor, node, byte(mark));
  attach(std::move(node));
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (!options_.aliases)
    stop("syntax/alias", "aliases are not taken here: write the value out", byte(mark));
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end() || !found->second.node)
    stop("syntax/alias", "an alias inside the value that it names", byte(mark));
  found->second.used = true;
  const auto& target = *found->second.node;
  if (stack_.size() + target.height > core::kYamlDepthMax) too_deep(byte(mark));
  charge(target.nodes, byte(mark));
  attach(found->second.node);
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       const std::string& value) {
  const auto offset = begin(mark, tag, anchor);
  auto node = make(Node::Kind::string, offset);
  node->style = style_at(offset, tag);
  node->text = node->style == Node::Style::double_quoted
                   ? restored_quoted(quoted_at(source_, offset), value)
                   : restored(value);
  check_scalar(*node);
  note_anchor(anchor, node, byte(mark));
  attach(std::move(node));
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value style) {
  open(Node::Kind::list, mark, tag, anchor, style);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) {
  open(Node::Kind::map, mark, tag, anchor, style);
}

std::size_t Builder::byte(const YAML::Mark& mark) const {
  return mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), source_.text().size());
}

void Builder::charge(std::size_t nodes, std::size_t offset) {
  nodes_ += nodes;
  if (nodes_ > core::kYamlNodesMax) {
    stop("limit/nodes",
         "more than " + std::to_string(core::kYamlNodesMax) +
             " values, aliases counted at what they stand for",
         offset);
  }
}

std::shared_ptr<Node> Builder::make(Node::Kind kind, std::size_t offset) {
  charge(1, offset);
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->offset = offset;
  node->at = source_.position(offset);
  return node;
}

std::size_t Builder::begin(const YAML::Mark& mark, const std::string& tag,
                           YAML::anchor_t anchor) const {
  auto at = byte(mark);
  if (source_.at(at) == '!' && !tag.empty() && tag != "?") refuse_tag(at);
  if (anchor == 0) return at;
  while (source_.at(at) == '&') {
    while (source_.at(at) != '\0' && std::strchr(" \t\r\n,[]{}", source_.at(at)) == nullptr) ++at;
    at = skip_space(at);
  }
  if (source_.at(at) == '!' && tag != "?") refuse_tag(at);
  return at;
}

std::size_t Builder::skip_space(std::size_t at) const {
  for (; source_.at(at) != '\0'; ++at) {
    if (source_.at(at) == '#') {
      while (source_.at(at + 1) != '\0' && source_.at(at + 1) != '\n') ++at;
    } else if (std::strchr(" \t\r\n", source_.at(at)) == nullptr) {
      break;
    }
  }
  return at;
}

Node::Style Builder::style_at(std::size_t offset, const std::string& tag) const {
  if (tag == "?") return Node::Style::plain;
  switch (source_.at(offset)) {
    case '"': return Node::Style::double_quoted;
    case '\'': return Node::Style::single_quoted;
    case '|': return Node::Style::literal;
    case '>': return Node::Style::folded;
    default: return Node::Style::plain;
  }
}

void Builder::check_scalar(Node& node) const {
  switch (node.style) {
    case Node::Style::plain: {
      node.kind = classify(node.text);
      const bool number = node.kind == Node::Kind::integer || node.kind == Node::Kind::floating;
      const bool lost = is_beyond_json(node.text) || (number && !to_json(node).is_number());
      if (lost && !key_comes()) {
        const bool whole = node.kind == Node::Kind::integer;
        stop("syntax/number",
             "the number " + node.text + (whole ? " does not fit 64 bits" : " has no JSON form"),
             node.offset, "quote it if it is text");
      }
      break;
    }
    case Node::Style::double_quoted:
    case Node::Style::single_quoted:
      stop_on(check_quoted(source_, node.offset, block_indent()));
      if (node.style == Node::Style::double_quoted) stop_on(check_escapes(source_, node.offset));
      if (auto folded = fold_blank(source_, node.offset)) node.text = std::move(*folded);
      if (const auto breaks = last_breaks(source_, node.offset)) end_with(node.text, *breaks);
      break;
    case Node::Style::literal: stop_on(check_block_scalar(source_, node.offset)); break;
    case Node::Style::folded:
      stop_on(check_block_scalar(source_, node.offset));
      if (const auto breaks = kept_breaks(source_, node.offset, block_indent()))
        end_with(node.text, *breaks);
      break;
    default: break;
  }
}

bool Builder::key_comes() const {
  return !stack_.empty() && stack_.back().node->is_map() && !stack_.back().key;
}

long Builder::block_indent() const {
  for (auto level = stack_.rbegin(); level != stack_.rend(); ++level) {
    if (level->node->style == Node::Style::block)
      return static_cast<long>(source_.indent(level->node->offset));
  }
  return -1;
}

void Builder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
                   YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  if (stack_.size() >= core::kYamlDepthMax) too_deep(byte(mark));
  // An anchor or tag at the mark of a map that has none of its own belongs to the map's first key.
  const bool own = anchor != 0 || (!tag.empty() && tag != "?");
  const auto offset = own ? begin(mark, tag, anchor) : byte(mark);
  auto node = make(kind, offset);
  const bool flow =
      style == YAML::EmitterStyle::Flow && (source_.at(offset) == '[' || source_.at(offset) == '{');
  const bool in_flow = !stack_.empty() && stack_.back().node->style == Node::Style::flow;
  node->style = flow || in_flow ? Node::Style::flow : Node::Style::block;
  if (flow && !in_flow) stop_on(check_flow(source_, offset, block_indent()));
  if (stack_.empty() && node->style == Node::Style::block &&
      source_.line(node->at.line).starts_with("---") && node->at.column > 3) {
    stop("syntax/document", "expected a new line after \"---\"", offset);
  }
  if (anchor != 0) anchors_[anchor] = {nullptr, std::exchange(anchor_name_, {}), byte(mark), false};
  stack_.push_back({std::move(node), {}, anchor, {}});
}

void Builder::close() {
  auto level = std::move(stack_.back());
  stack_.pop_back();
  if (level.anchor != 0) anchors_[level.anchor].node = level.node;
  attach(std::move(level.node));
}

void Builder::note_anchor(YAML::anchor_t anchor, const NodePtr& node, std::size_t offset) {
  if (anchor != 0) anchors_[anchor] = {node, std::exchange(anchor_name_, {}), offset, false};
}

void Builder::attach(NodePtr node) {
  if (stack_.empty()) {
    root_ = std::move(node);
    return;
  }
  auto& level = stack_.back();
  level.node->nodes += node->nodes;
  level.node->height = std::max(level.node->height, node->height + 1);
  if (level.node->is_list()) {
    level.node->items.push_back(std::move(node));
  } else if (level.key) {
    if (node->kind == Node::Kind::null && node->text.empty() &&
        level.node->style == Node::Style::block) {
      stop_on(check_colon(source_, *level.key));
    }
    level.node->entries.push_back({std::move(level.key), std::move(node)});
    level.key = nullptr;
  } else {
    note_key(level, std::move(node));
  }
}

void Builder::note_key(Level& level, NodePtr key) const {
  if (!key->is_scalar()) {
    const bool doubled = key->is_map() && key->offset > 0 && source_.at(key->offset - 1) == '{';
    stop("syntax/key", "expected a text as key, got " + describe(*key), key->offset,
         doubled ? "quote a value that starts with \"{\"; an expression is written ${…}" : "");
  }
  stop_on(check_key(*key));
  const auto [first, fresh] = level.keys.emplace(key->text, key->offset);
  if (!fresh) {
    stop("syntax/duplicate-key",
         "the key \"" + key->text + "\" is here twice; it was set in line " +
             std::to_string(source_.position(first->second).line),
         key->offset, "remove one of the two");
  }
  level.key = std::move(key);
}

}  // namespace baton::formats::yaml

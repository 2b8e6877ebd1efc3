#include "baton/cel/text.hpp"

#include "baton/cel/reading.hpp"
#include "cel/expression_impl.hpp"
#include "cel/functions.hpp"
#include "cel/lexer.hpp"
#include "cel/text_parts.hpp"

#include <algorithm>
#include <utility>

namespace baton::cel {
namespace {

using Json = core::Json;

class Builder {
 public:
  Builder(const Scope* scope, const std::vector<std::string>& urls, const CompileOptions& options,
          core::Findings& findings)
      : scope_(scope), urls_(urls), options_(options), findings_(findings) {}
  std::vector<Path> paths;

  DocumentPart build(const Json& value, const std::string& pointer) {
    if (value.is_string()) return text(value.get_ref<const std::string&>(), pointer);
    DocumentPart part;
    bool constant = true;
    if (value.is_array()) {
      part.form = DocumentPart::Form::list;
      for (std::size_t i = 0; i < value.size(); ++i)
        part.items.push_back(build(value[i], pointer + "/" + std::to_string(i)));
    } else if (value.is_object()) {
      part.form = DocumentPart::Form::object;
      for (const auto& [key, member] : value.items()) {
        part.keys.push_back(key);
        part.items.push_back(build(member, pointer + "/" + core::pointer_part(key)));
      }
    }
    for (const auto& item : part.items)
      constant = constant && item.form == DocumentPart::Form::constant;
    if (!constant) return part;
    DocumentPart whole;
    whole.constant = unescaped(value, part);
    return whole;
  }

 private:
  // The value with its constant strings as they are rendered, where "$${" is "${".
  static Json unescaped(const Json& value, DocumentPart& part) {
    if (part.form == DocumentPart::Form::constant) return value;
    Json out = part.form == DocumentPart::Form::list ? Json::array() : Json::object();
    for (std::size_t i = 0; i < part.items.size(); ++i) {
      if (part.form == DocumentPart::Form::list) {
        out.push_back(std::move(part.items[i].constant));
      } else {
        out[part.keys[i]] = std::move(part.items[i].constant);
      }
    }
    return out;
  }

  DocumentPart text(const std::string& text, const std::string& pointer) {
    std::vector<Piece> pieces;
    std::string plain;
    std::size_t at = 0;
    const auto flush = [&pieces, &plain] {
      if (!plain.empty()) pieces.push_back({std::exchange(plain, {}), nullptr});
    };
    while (at < text.size()) {
      if (text.compare(at, 3, "$${") == 0) {
        plain += "${";
        at += 3;
      } else if (text.compare(at, 2, "${") == 0) {
        flush();
        at = expression(text, at + 2, pointer, pieces);
      } else {
        plain += text[at++];
      }
    }
    flush();
    DocumentPart part;
    if (pieces.empty()) {
      part.constant = "";
    } else if (pieces.size() == 1) {
      part.form = pieces[0].expression ? DocumentPart::Form::value : DocumentPart::Form::constant;
      if (!pieces[0].expression) part.constant = pieces[0].text;
    } else {
      part.form = DocumentPart::Form::text;
    }
    part.pieces = std::move(pieces);
    const bool url = std::find(urls_.begin(), urls_.end(), pointer) != urls_.end();
    if (url && part.form != DocumentPart::Form::constant)
      place_pieces(part, pointer.ends_with("/path"));
    return part;
  }

  static void place_pieces(DocumentPart& part, bool path) {
    UrlReader reader(path);
    auto& pieces = part.pieces;
    for (std::size_t at = 0; at < pieces.size(); ++at) {
      if (!pieces[at].expression) {
        reader.literal(pieces[at].text);
        continue;
      }
      pieces[at].place = reader.value();
      const bool begins = at > 0 && pieces[at - 1].text.ends_with('/');
      const bool ends = at + 1 == pieces.size() || pieces[at + 1].text.starts_with('/') ||
                        pieces[at + 1].text.starts_with('?');
      pieces[at].fills_segment = pieces[at].place == UrlPlace::segment && begins && ends;
    }
    // A URL that is one expression as a whole is rendered like any other value.
    if (pieces.size() > 1 || pieces[0].place != UrlPlace::whole)
      part.form = DocumentPart::Form::text;
  }

  // Compiles the expression that begins at `begin`; returns the offset at which the text goes on.
  std::size_t expression(const std::string& text, std::size_t begin, const std::string& pointer,
                         std::vector<Piece>& pieces) {
    Lexer lexer(text, begin);
    std::size_t depth = 0;
    for (auto token = lexer.next();; token = lexer.next()) {
      if (token.kind == TokenKind::end || token.kind == TokenKind::invalid) {
        const auto hint = hint_for_symbol(token.text);
        const auto* message = "the expression behind ${ has no closing }";
        report(finding_at(
                   text, token.kind == TokenKind::end ? begin - 2 : token.offset, "cel/syntax",
                   token.kind == TokenKind::end ? std::string(message) : std::string(token.fault),
                   hint.empty() ? "write $${ for a literal ${" : std::string(hint)),
               pointer);
        return text.size();
      }
      if (token.kind == TokenKind::left_brace) ++depth;
      if (token.kind != TokenKind::right_brace || depth-- > 0) continue;
      compile(text, begin, token.offset, pointer, pieces);
      return token.end();
    }
  }

  void compile(const std::string& text, std::size_t begin, std::size_t end,
               const std::string& pointer, std::vector<Piece>& pieces) {
    auto compiled =
        Expression::compile(std::string_view(text).substr(begin, end - begin), scope_, options_);
    const auto base = position_of(text, begin);
    for (auto& finding : compiled.findings) {
      if (finding.at.line == 1) finding.at.column += base.column - 1;
      finding.at.line += base.line - 1;
      report(std::move(finding), pointer);
    }
    if (!compiled.expression) return;
    const auto& reads = compiled.expression->reads();
    paths.insert(paths.end(), reads.begin(), reads.end());
    pieces.push_back({{}, std::move(compiled.expression), begin});
  }

  void report(core::Finding finding, const std::string& pointer) {
    finding.pointer = pointer;
    findings_.push_back(std::move(finding));
  }

  const Scope* scope_;
  const std::vector<std::string>& urls_;
  const CompileOptions& options_;
  core::Findings& findings_;
};

const Reading* reading_of(const DocumentPart& part) {
  return part.form == DocumentPart::Form::value ? part.pieces[0].expression->reading() : nullptr;
}

// True if one of the other parts reads this value, or one that holds it. Of parts that read the
// same value, the first one counts.
bool held_by_another(const std::vector<DocumentPart>& parts, std::size_t at) {
  const auto& reading = *reading_of(parts[at]);
  for (std::size_t other = 0; other < parts.size(); ++other) {
    const auto* around = reading_of(parts[other]);
    if (other == at || around == nullptr || !reading.within(*around)) continue;
    if (other < at || !around->within(reading)) return true;
  }
  return false;
}

void mark_movable(DocumentPart& root) {
  root.movable = reading_of(root) != nullptr;
  if (root.form != DocumentPart::Form::object) return;
  for (std::size_t at = 0; at < root.items.size(); ++at)
    root.items[at].movable =
        reading_of(root.items[at]) != nullptr && !held_by_another(root.items, at);
}

}  // namespace

struct Document::Impl {
  DocumentPart root{};
  std::vector<Path> reads{};
};

Document::Document(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Document::~Document() = default;

Document::Compiled Document::compile(const core::Json& value, const Scope* scope,
                                     const std::vector<std::string>& urls,
                                     const CompileOptions& options) {
  Compiled out;
  Builder builder(scope, urls, options, out.findings);
  auto impl = std::make_unique<Impl>();
  impl->root = builder.build(value, "");
  if (core::has_errors(out.findings)) return out;
  mark_movable(impl->root);
  impl->reads = shortest(std::move(builder.paths));
  out.document = std::make_shared<const Document>(std::move(impl));
  return out;
}

core::Result<core::Json> Document::render(const Bindings& names, OfText of_text) const {
  return cel::render(impl_->root, names, of_text);
}

core::Result<core::Json> Document::render_last(const Bindings& names, std::string_view name,
                                               core::Json& value) const {
  return cel::render(impl_->root, names, nullptr, {name, &value});
}

bool Document::constant() const { return impl_->root.form == DocumentPart::Form::constant; }
std::vector<Path> Document::reads() const { return impl_->reads; }

namespace {

void collect_holes(const DocumentPart& part, std::vector<Document::Hole>& holes) {
  for (const auto& piece : part.pieces) {
    if (piece.expression) holes.push_back({piece.expression, piece.offset});
  }
  for (const auto& item : part.items) collect_holes(item, holes);
}

}  // namespace

std::vector<Document::Hole> Document::holes() const {
  std::vector<Hole> holes;
  collect_holes(impl_->root, holes);
  return holes;
}

std::shared_ptr<const Expression> Document::whole() const {
  return impl_->root.form == DocumentPart::Form::value ? impl_->root.pieces[0].expression : nullptr;
}

}  // namespace baton::cel

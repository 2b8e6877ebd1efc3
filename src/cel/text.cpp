#include "baton/cel/text.hpp"

#include "cel/expression_impl.hpp"
#include "cel/functions.hpp"
#include "cel/lexer.hpp"
#include "cel/text_forms.hpp"

#include <utility>

namespace baton::cel {
namespace {

using Json = core::Json;
using Kind = Value::Kind;

// Part of a text: an expression, or characters as they are.
struct Piece {
  std::string text{};
  std::shared_ptr<const Expression> expression{};
};

// A value of the document that holds expressions somewhere below it; everything else is kept as JSON.
struct Part {
  enum class Form { constant, value, text, list, object };
  Form form = Form::constant;
  Json constant{};
  std::vector<Piece> pieces{};      // value: one; text: several
  std::vector<Part> items{};        // list, object
  std::vector<std::string> keys{};  // object: one per item
};

std::string escaped(const std::string& key) {
  std::string out;
  for (const char symbol : key) {
    if (symbol == '~') {
      out += "~0";
    } else if (symbol == '/') {
      out += "~1";
    } else {
      out += symbol;
    }
  }
  return out;
}

class Builder {
 public:
  Builder(const Scope* scope, core::Findings& findings) : scope_(scope), findings_(findings) {}
  std::vector<Path> paths;

  Part build(const Json& value, const std::string& pointer) {
    if (value.is_string()) return text(value.get_ref<const std::string&>(), pointer);
    Part part;
    bool constant = true;
    if (value.is_array()) {
      part.form = Part::Form::list;
      for (std::size_t i = 0; i < value.size(); ++i) part.items.push_back(build(value[i], pointer + "/" + std::to_string(i)));
    } else if (value.is_object()) {
      part.form = Part::Form::object;
      for (const auto& [key, member] : value.items()) {
        part.keys.push_back(key);
        part.items.push_back(build(member, pointer + "/" + escaped(key)));
      }
    }
    for (const auto& item : part.items) constant = constant && item.form == Part::Form::constant;
    if (!constant) return part;
    Part whole;
    whole.constant = unescaped(value, part);
    return whole;
  }

 private:
  // The value, with what the parts below it became: "$${" is "${" there.
  static Json unescaped(const Json& value, Part& part) {
    if (part.form == Part::Form::constant) return value;
    Json out = part.form == Part::Form::list ? Json::array() : Json::object();
    for (std::size_t i = 0; i < part.items.size(); ++i) {
      if (part.form == Part::Form::list) {
        out.push_back(std::move(part.items[i].constant));
      } else {
        out[part.keys[i]] = std::move(part.items[i].constant);
      }
    }
    return out;
  }

  Part text(const std::string& text, const std::string& pointer) {
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
    Part part;
    if (pieces.empty()) {
      part.constant = "";
    } else if (pieces.size() == 1) {
      part.form = pieces[0].expression ? Part::Form::value : Part::Form::constant;
      if (!pieces[0].expression) part.constant = pieces[0].text;
    } else {
      part.form = Part::Form::text;
    }
    part.pieces = std::move(pieces);
    return part;
  }

  // Compiles the expression that begins at `begin`; returns where the text goes on.
  std::size_t expression(const std::string& text, std::size_t begin, const std::string& pointer, std::vector<Piece>& pieces) {
    Lexer lexer(text, begin);
    std::size_t depth = 0;
    for (auto token = lexer.next();; token = lexer.next()) {
      if (token.kind == TokenKind::end || token.kind == TokenKind::invalid) {
        const auto* message = "the expression behind ${ has no closing }";
        report(finding_at(text, token.kind == TokenKind::end ? begin - 2 : token.offset, "cel/syntax",
                          token.kind == TokenKind::end ? std::string(message) : std::string(token.fault),
                          "write $${ for a literal ${"),
               pointer);
        return text.size();
      }
      if (token.kind == TokenKind::left_brace) ++depth;
      if (token.kind != TokenKind::right_brace || depth-- > 0) continue;
      compile(text, begin, token.offset, pointer, pieces);
      return token.end();
    }
  }

  void compile(const std::string& text, std::size_t begin, std::size_t end, const std::string& pointer,
               std::vector<Piece>& pieces) {
    auto compiled = Expression::compile(std::string_view(text).substr(begin, end - begin), scope_);
    const auto base = position_of(text, begin);
    for (auto& finding : compiled.findings) {
      if (finding.at.line == 1) finding.at.column += base.column - 1;
      finding.at.line += base.line - 1;
      report(std::move(finding), pointer);
    }
    if (!compiled.expression) return;
    const auto& reads = compiled.expression->reads();
    paths.insert(paths.end(), reads.begin(), reads.end());
    pieces.push_back({{}, std::move(compiled.expression)});
  }

  void report(core::Finding finding, const std::string& pointer) {
    finding.pointer = pointer;
    findings_.push_back(std::move(finding));
  }

  const Scope* scope_;
  core::Findings& findings_;
};

class Renderer {
 public:
  explicit Renderer(const Names& names) : names_(names) {}

  // False when the part is an absent optional, or when it failed: then `fault` is set.
  bool render(const Part& part, Json& out) {
    switch (part.form) {
      case Part::Form::constant: out = part.constant; return true;
      case Part::Form::value: return value(*part.pieces[0].expression, out);
      case Part::Form::text: return text(part, out);
      case Part::Form::list:
      case Part::Form::object: return container(part, out);
    }
    return false;
  }

  bool failed() const { return failed_; }
  const core::Error& fault() const { return fault_; }

 private:
  bool container(const Part& part, Json& out) {
    const bool list = part.form == Part::Form::list;
    out = list ? Json::array() : Json::object();
    for (std::size_t i = 0; i < part.items.size(); ++i) {
      Json item;
      const bool present = render(part.items[i], item);
      if (failed_) {
        fault_.where = "/" + (list ? std::to_string(i) : escaped(part.keys[i])) + fault_.where;
        return false;
      }
      if (!present) continue;
      if (list) {
        out.push_back(std::move(item));
      } else {
        out[part.keys[i]] = std::move(item);
      }
    }
    return true;
  }

  bool value(const Expression& expression, Json& out) {
    auto evaluation = expression.evaluate(names_);
    if (!evaluation.value) return fail(evaluation.value.error().code, evaluation.value.error().message);
    if (evaluation.value->is(Kind::optional) && !evaluation.value->has_value()) return false;
    auto json = evaluation.value->to_json(left_);
    if (!json) return fail(json.error().code, expression.text() + ": " + json.error().message);
    out = std::move(*json);
    return true;
  }

  bool text(const Part& part, Json& out) {
    std::string text;
    for (const auto& piece : part.pieces) {
      if (!piece.expression) {
        text += piece.text;
        continue;
      }
      const auto evaluation = piece.expression->evaluate(names_);
      if (!evaluation.value) return fail(evaluation.value.error().code, evaluation.value.error().message);
      if (!print(*evaluation.value, piece.expression->text(), text)) return false;
    }
    out = std::move(text);
    return true;
  }

  bool print(const Value& value, const std::string& source, std::string& text) {
    if (value.is(Kind::optional)) {
      if (value.has_value()) return print(value.optional_value(), source, text);
      return fail(core::Errc::not_found, source + ": the optional is absent; within text give it a value with .orValue()");
    }
    if (value.is(Kind::list) || value.is(Kind::map)) {
      return fail(core::Errc::invalid, source + ": " + with_article(value.type_name()) + " cannot stand within text");
    }
    const auto taken = weight(value, left_);
    if (taken > left_) return fail(core::Errc::too_large, source + ": the text is too large");
    left_ -= taken;
    text += value.text();
    return true;
  }

  bool fail(core::Errc code, std::string message) {
    failed_ = true;
    fault_ = {code, std::move(message)};
    return false;
  }

  const Names& names_;
  std::size_t left_ = core::kExpressionCostMax;  // of the weight that all values of the document may have together
  bool failed_ = false;
  core::Error fault_{};
};

}  // namespace

struct Document::Impl {
  Part root{};
  std::vector<Path> reads{};
};

Document::Document(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Document::~Document() = default;

Document::Compiled Document::compile(const core::Json& value, const Scope* scope) {
  Compiled out;
  Builder builder(scope, out.findings);
  auto impl = std::make_unique<Impl>();
  impl->root = builder.build(value, "");
  if (core::has_errors(out.findings)) return out;
  impl->reads = shortest(std::move(builder.paths));
  out.document = std::make_shared<const Document>(std::move(impl));
  return out;
}

core::Result<core::Json> Document::render(const Names& names) const {
  Renderer renderer(names);
  Json out;
  renderer.render(impl_->root, out);
  if (renderer.failed()) return renderer.fault();
  return core::Result<Json>(boost::system::in_place_value, std::move(out));
}

bool Document::constant() const { return impl_->root.form == Part::Form::constant; }
std::vector<Path> Document::reads() const { return impl_->reads; }

}  // namespace baton::cel

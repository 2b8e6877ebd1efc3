#include "baton/core/text.hpp"
#include "cel/expression_impl.hpp"
#include "cel/functions.hpp"
#include "cel/text_forms.hpp"
#include "cel/text_parts.hpp"
#include "cel/value_words.hpp"

#include <utility>

namespace baton::cel {
namespace {

// The bytes of a value that an error shows.
constexpr std::size_t kShownBytesMax = 60;

using Json = core::Json;
using Kind = Value::Kind;

class Renderer {
 public:
  Renderer(const Bindings& names, Document::OfText of_text) : names_(names), of_text_(of_text) {}

  // False if the part is an absent optional, or if it failed; failed() tells which.
  bool render(const DocumentPart& part, Json& out) {
    switch (part.form) {
      case DocumentPart::Form::constant: out = part.constant; return true;
      case DocumentPart::Form::value: return value(*part.pieces[0].expression, out);
      case DocumentPart::Form::text: return text(part, out);
      case DocumentPart::Form::list:
      case DocumentPart::Form::object: return container(part, out);
    }
    return false;
  }

  bool failed() const { return failed_; }
  const core::Error& fault() const { return fault_; }

 private:
  bool container(const DocumentPart& part, Json& out) {
    const bool list = part.form == DocumentPart::Form::list;
    out = list ? Json::array() : Json::object();
    for (std::size_t i = 0; i < part.items.size(); ++i) {
      Json item;
      const bool present = render(part.items[i], item);
      if (failed_) {
        fault_.where =
            "/" + (list ? std::to_string(i) : core::pointer_part(part.keys[i])) + fault_.where;
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
    if (!evaluation.value)
      return fail(evaluation.value.error().code, evaluation.value.error().message);
    if (evaluation.value->is(Kind::optional) && !evaluation.value->has_value()) return false;
    const auto before = left_;
    auto json = evaluation.value->to_json(left_);
    if (!paid(before - left_)) return false;
    if (!json) return fail(json.error().code, expression.text() + ": " + json.error().message);
    out = std::move(*json);
    if (of_text_ && out.is_string()) out = of_text_(out.get_ref<const std::string&>());
    return true;
  }

  bool text(const DocumentPart& part, Json& out) {
    std::string text;
    for (const auto& piece : part.pieces) {
      if (!piece.expression) {
        text += piece.text;
        continue;
      }
      const auto evaluation = piece.expression->evaluate(names_);
      if (!evaluation.value)
        return fail(evaluation.value.error().code, evaluation.value.error().message);
      const auto& value = *evaluation.value;
      // An absent optional that stands alone leaves the member out, in URLs too.
      if (part.pieces.size() == 1 && value.is(Kind::optional) && !value.has_value()) return false;
      const auto begin = text.size();
      const bool named = piece.place == UrlPlace::segment || piece.place == UrlPlace::authority ||
                         piece.place == UrlPlace::label;
      if (named && value.is_null())
        return fail(core::Errc::invalid,
                    piece.expression->text() + ": is null, and so names nothing");
      if (!print(value, piece.expression->text(), text)) return false;
      if (text.size() == begin && piece.fills_segment)
        return fail(core::Errc::invalid,
                    piece.expression->text() + ": is empty, and so names no segment of the path");
      if (piece.place == UrlPlace::label && !is_label(std::string_view(text).substr(begin)))
        return fail(core::Errc::invalid,
                    piece.expression->text() + ": \"" +
                        core::one_line(std::string_view(text).substr(begin), kShownBytesMax) +
                        "\" is not one label of a host's name, nor a port");
      if (piece.place != UrlPlace::whole)
        text.replace(begin, std::string::npos, in_url(text.substr(begin), piece.place));
    }
    out = std::move(text);
    return true;
  }

  bool print(const Value& value, const std::string& source, std::string& text) {
    if (value.is(Kind::optional)) {
      if (value.has_value()) return print(value.optional_value(), source, text);
      return fail(core::Errc::not_found,
                  source + ": the optional is absent; within text give it a value with .orValue()");
    }
    if (value.is(Kind::list) || value.is(Kind::map)) {
      return fail(core::Errc::invalid,
                  source + ": " + in_words(value) + " cannot stand within text");
    }
    const auto taken = weight(value, left_);
    if (taken > left_) return fail(core::Errc::too_large, source + ": the text is too large");
    left_ -= taken;
    if (!paid(taken)) return false;
    text += of_text_ ? of_text_(value.text()) : value.text();
    return true;
  }

  // Copying a value into the document counts against the budget of its evaluation.
  bool paid(std::size_t weight) {
    auto* budget = names_.budget();
    if (budget == nullptr || budget->spend(weight)) return true;
    const auto error = budget->error();
    return fail(error.code, error.message);
  }

  bool fail(core::Errc code, std::string message) {
    failed_ = true;
    fault_ = {code, std::move(message)};
    return false;
  }

  const Bindings& names_;
  Document::OfText of_text_;
  // What is left of the weight that all values of the document may have together.
  std::size_t left_ = core::kExpressionCostMax;
  bool failed_ = false;
  core::Error fault_{};
};

}  // namespace

core::Result<Json> render(const DocumentPart& root, const Bindings& names,
                          Document::OfText of_text) {
  Renderer renderer(names, of_text);
  Json out;
  renderer.render(root, out);
  if (renderer.failed()) return renderer.fault();
  return core::Result<Json>(boost::system::in_place_value, std::move(out));
}

}  // namespace baton::cel

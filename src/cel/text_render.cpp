#include "baton/cel/reading.hpp"
#include "baton/core/text.hpp"
#include "cel/expression_impl.hpp"
#include "cel/functions.hpp"
#include "cel/text_forms.hpp"
#include "cel/text_parts.hpp"
#include "cel/value_words.hpp"

#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace baton::cel {
namespace {

// The bytes of a value that an error shows.
constexpr std::size_t kShownBytesMax = 60;

using Json = core::Json;
using Kind = Value::Kind;
using Found = Reading::Outcome;

// Appends what Value::text() gives. Most values make no text of their own on the way.
void append_text(std::string& text, const Value& value) {
  if (value.is(Kind::string)) {
    text += value.as_string();
  } else if (value.is(Kind::integer)) {
    std::array<char, 24> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value.as_int()).ptr;
    text.append(digits.data(), end);
  } else {
    text += value.text();
  }
}

class Renderer {
 public:
  Renderer(const Bindings& names, Document::OfText of_text, const Movable& movable)
      : names_(names), of_text_(of_text), movable_(movable) {}

  // Renders the whole document. `out` stays null if it is an absent optional, or if it failed.
  void render_root(const DocumentPart& root, Json& out) {
    if (auto* from = movable_from(root)) {
      moves_.emplace_back(&out, from);
    } else {
      render(root, out);
    }
  }

  // Moves to the document what is not to be copied. Nothing is rendered any more then.
  void move_rest() {
    for (const auto& [to, from] : moves_) *to = std::move(*from);
  }

  bool failed() const { return failed_; }
  const core::Error& fault() const { return fault_; }

 private:
  // False if the part is an absent optional, or if it failed; failed() tells which. Whether a part
  // is to be moved was asked before: only the root may be, and what stands directly in it.
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

  // From where the value of a part is moved; null if it has to be rendered.
  Json* movable_from(const DocumentPart& part) const {
    if (!part.movable || movable_.value == nullptr) return nullptr;
    const auto& reading = *part.pieces[0].expression->reading();
    auto* at = movable_.value;
    const bool found = reading.name == movable_.name && reading.follow(at) == Found::found;
    return found ? at : nullptr;
  }

  // Finds the value of an expression that does nothing but read, as its evaluation would.
  Found read(const Expression& expression, Value& out) {
    const auto* reading = expression.reading();
    if (reading == nullptr) return Found::other;
    auto named = names_.find(reading->name);
    if (!named) return Found::other;
    if (reading->members.empty()) {
      if (named->is(Kind::optional) || named->is_error() || !pay_reading(*reading))
        return Found::other;
      out = std::move(*named);
      return Found::found;
    }
    const auto* at = named->is(Kind::map) ? named->json() : nullptr;
    const auto outcome = at == nullptr ? Found::other : reading->follow(at);
    if (outcome == Found::other || !pay_reading(*reading)) return Found::other;
    if (outcome == Found::found) out = Value::borrow(*at);
    return outcome;
  }

  // Pays what evaluating it would cost: a step for each of its nodes. If that is too much, the
  // evaluation says so.
  bool pay_reading(const Reading& reading) {
    auto* budget = names_.budget();
    if (budget == nullptr) return true;
    budget->begin(core::kExpressionCostMax);
    return budget->spend(1 + reading.members.size());
  }

  // Adds a member to an object. They come in their order, so each belongs behind the others.
  static Json& add(Json& object, const std::string& key, Json value) {
    auto& members = object.get_ref<Json::object_t&>();
    return members.emplace_hint(members.end(), key, std::move(value))->second;
  }

  bool container(const DocumentPart& part, Json& out) {
    const bool list = part.form == DocumentPart::Form::list;
    out = list ? Json::array() : Json::object();
    for (std::size_t i = 0; i < part.items.size(); ++i) {
      if (auto* from = movable_from(part.items[i])) {
        // A member of an object stays where it is, whatever is added beside it.
        moves_.emplace_back(&add(out, part.keys[i], nullptr), from);
        continue;
      }
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
        add(out, part.keys[i], std::move(item));
      }
    }
    return true;
  }

  bool value(const Expression& expression, Json& out) {
    Value found;
    const auto outcome = read(expression, found);
    if (outcome == Found::absent) return false;
    if (outcome == Found::found) {
      // An optional that holds the value weighs as much as any other value.
      const std::size_t around = expression.reading()->optional() && left_ > 0 ? 1 : 0;
      return put(found, around, expression, out);
    }
    auto evaluation = expression.evaluate(names_);
    if (!evaluation.value)
      return fail(evaluation.value.error().code, evaluation.value.error().message);
    if (evaluation.value->is(Kind::optional) && !evaluation.value->has_value()) return false;
    return put(*evaluation.value, 0, expression, out);
  }

  // Copies a value into the document. `around` is the weight of what it was in.
  bool put(const Value& value, std::size_t around, const Expression& expression, Json& out) {
    const auto before = left_;
    left_ -= around;
    const auto made = value.to_json(out, left_);
    if (!paid(before - left_)) return false;
    if (!made) return fail(made.error().code, expression.text() + ": " + made.error().message);
    if (of_text_ && out.is_string()) out = of_text_(out.get_ref<const std::string&>());
    return true;
  }

  bool text(const DocumentPart& part, Json& out) {
    constexpr std::size_t kUsualPieceBytes = 12;
    std::string text;
    text.reserve(part.pieces.size() * kUsualPieceBytes);
    for (const auto& piece : part.pieces) {
      if (!piece.expression) {
        text += piece.text;
        continue;
      }
      Value value;
      if (!is_printable(*piece.expression, value)) {
        auto evaluation = piece.expression->evaluate(names_);
        if (!evaluation.value)
          return fail(evaluation.value.error().code, evaluation.value.error().message);
        value = std::move(*evaluation.value);
      }
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

  // Finds a scalar that only has to be read. The null of an optional is not the null of a value
  // that stands alone, so that its evaluation tells them apart.
  bool is_printable(const Expression& expression, Value& value) {
    return read(expression, value) == Found::found && !value.is_null();
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
    if (of_text_)
      text += of_text_(value.text());
    else
      append_text(text, value);
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
  Movable movable_;
  // To where and from where values are moved in the end.
  std::vector<std::pair<Json*, Json*>> moves_{};
  // What is left of the weight that all values of the document may have together.
  std::size_t left_ = core::kExpressionCostMax;
  bool failed_ = false;
  core::Error fault_{};
};

}  // namespace

core::Result<Json> render(const DocumentPart& root, const Bindings& names, Document::OfText of_text,
                          const Movable& movable) {
  Renderer renderer(names, of_text, movable);
  Json out;
  renderer.render_root(root, out);
  if (renderer.failed()) return renderer.fault();
  renderer.move_rest();
  return core::Result<Json>(boost::system::in_place_value, std::move(out));
}

}  // namespace baton::cel

#pragma once

#include "baton/cel/text.hpp"
#include "cel/url_places.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cel {

// A part of a string: an expression, or literal text.
struct Piece {
  // The literal text; meaningful if there is no expression.
  std::string text{};
  std::shared_ptr<const Expression> expression{};
  // Where the expression begins in its string, in bytes.
  std::size_t offset = 0;
  // Which place of a URL it fills, if the string is a URL.
  UrlPlace place = UrlPlace::whole;
  // Nothing else stands in its segment of the path.
  bool fills_segment = false;
};

// A value of the document.
struct DocumentPart {
  // `constant`: it holds no expression. `value`: a string that is one `${…}`. `text`: any other
  // string with expressions. `list` and `object`: they hold expressions somewhere below.
  enum class Form { constant, value, text, list, object };
  Form form = Form::constant;
  core::Json constant{};
  // The one piece of a value, or the pieces of a text.
  std::vector<Piece> pieces{};
  // The items of a list, or the values of an object.
  std::vector<DocumentPart> items{};
  // The key of each value of an object.
  std::vector<std::string> keys{};
  // True if its value may be moved into the document, once all other parts are rendered, instead of
  // being copied. Such a part is the document itself or a member of it, and does nothing but read a
  // value, as `${result.body}` does. No other movable part reads the same value, a value in it or
  // one around it, so that nothing is moved twice.
  bool movable = false;
};

// A name of which the document may take the value apart: movable parts that read it move their
// values out of it. If `value` is null, all parts are copied.
struct Movable {
  std::string_view name{};
  core::Json* value = nullptr;
};

// What Document::render() and Document::render_last() do.
core::Result<core::Json> render(const DocumentPart& root, const Bindings& names,
                                Document::OfText of_text, const Movable& movable = {});

}  // namespace baton::cel

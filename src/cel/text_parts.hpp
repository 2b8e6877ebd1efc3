#pragma once

#include "baton/cel/text.hpp"
#include "cel/url_places.hpp"

#include <memory>
#include <string>
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
};

// What Document::render() does.
core::Result<core::Json> render(const DocumentPart& root, const Bindings& names,
                                Document::OfText of_text);

}  // namespace baton::cel

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
  // It does nothing but read, and no other part like it, at the top of the document, reads what it
  // reads a part of. So its value may be moved to the document once all else is rendered.
  bool movable = false;
};

// What a name stands for, where parts of it may be moved. Null: nothing may.
struct Movable {
  std::string_view name{};
  core::Json* value = nullptr;
};

// What Document::render() and Document::render_last() do.
core::Result<core::Json> render(const DocumentPart& root, const Bindings& names,
                                Document::OfText of_text, const Movable& movable = {});

}  // namespace baton::cel

#pragma once

#include "baton/cel/text.hpp"
#include "cel/url_places.hpp"

#include <memory>
#include <string>
#include <vector>

namespace baton::cel {

// Part of a text: an expression, or characters as they are.
struct Piece {
  std::string text{};
  std::shared_ptr<const Expression> expression{};
  std::size_t offset = 0;            // of the expression, in its string
  UrlPlace place = UrlPlace::whole;  // in a URL
  bool fills_segment = false;        // nothing else stands in its segment
};

// A value of the document that holds expressions somewhere below it; everything else is kept as
// JSON.
struct DocumentPart {
  enum class Form { constant, value, text, list, object };
  Form form = Form::constant;
  core::Json constant{};
  std::vector<Piece> pieces{};        // value: one; text: several
  std::vector<DocumentPart> items{};  // list, object
  std::vector<std::string> keys{};    // object: one per item
};

// A key as a part of a JSON pointer (RFC 6901).
std::string pointer_part(const std::string& key);

core::Result<core::Json> render(const DocumentPart& root, const Names& names,
                                Document::OfText of_text);

}  // namespace baton::cel

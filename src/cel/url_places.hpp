#pragma once

#include <string>
#include <string_view>

// Where in a URL, or in a path with query, a value stands that is put into it. Pure.
namespace baton::cel {

enum class UrlPlace {
  whole,      // it begins the URL: the value is one
  authority,  // it begins host and port
  label,      // behind other characters of them: one label of the host's name, or the port
  segment,    // one segment of the path, or a part of one
  query,      // a value of the query, or a part of one
};

// Reads the literal parts of such a text from left to right.
class UrlReader {
 public:
  // `path`: the text is a path with query; else a URL.
  explicit UrlReader(bool path) : place_(path ? UrlPlace::segment : UrlPlace::whole) {}
  void literal(std::string_view text);
  // The place of the value that comes now.
  UrlPlace value();

 private:
  UrlPlace place_;
};

// Whether the value is one label of a host's name, or a port.
bool is_label(std::string_view value);

// The value as it may stand there: whatever it holds, it does not leave its place. A label stays as
// it is.
std::string in_url(std::string_view value, UrlPlace place);

}  // namespace baton::cel

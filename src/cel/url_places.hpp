#pragma once

#include <string>
#include <string_view>

// Which place a value fills that is put into a URL, or into a path with a query. Pure; any thread.
namespace baton::cel {

enum class UrlPlace {
  // It stands at the beginning of a URL, and is a URL itself.
  whole,
  // It begins the host and port.
  authority,
  // It stands behind other characters of the host and port: one label of the host's name, or the
  // port.
  label,
  // A segment of the path, or a part of one.
  segment,
  // A value of the query, or a part of one.
  query,
};

// Reads such a text from left to right and tells the place of each value.
class UrlReader {
 public:
  // With `path` the text is a path with a query, or else a URL.
  explicit UrlReader(bool path) : place_(path ? UrlPlace::segment : UrlPlace::whole) {}
  // The literal text that comes next.
  void literal(std::string_view text);
  // A value comes next; returns its place.
  UrlPlace value();

 private:
  UrlPlace place_;
};

// True for one label of a host's name, or a port.
bool is_label(std::string_view value);

// The value, percent-encoded so that it cannot leave its place, whatever it holds. A label is
// returned unchanged; is_label() has checked it.
std::string in_url(std::string_view value, UrlPlace place);

}  // namespace baton::cel

#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <iosfwd>
#include <string>
#include <string_view>

namespace baton::app {

enum class Format { table, wide, json, ndjson, name };
core::Result<Format> parse_format(std::string_view text);

enum class Colour { plain, red, green, yellow, blue, dim, bold };

// Where a command speaks: data on `out`, everything else on `err`. Owned by the program's entry;
// one thread.
class Terminal {
 public:
  struct Options {
    Format format = Format::table;
    bool out_colour = false;
    bool err_colour = false;
    std::size_t columns =
        0;  // of the terminal that data goes to; 0: it goes to a pipe or a file, and nothing is cut
  };
  Terminal(std::ostream& out, std::ostream& err, Options options)
      : out_(out), err_(err), options_(options) {}

  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  Format format() const { return options_.format; }
  bool table() const { return options_.format == Format::table || options_.format == Format::wide; }
  std::size_t columns() const { return options_.columns; }
  bool out_colour() const { return options_.out_colour; }
  bool err_colour() const { return options_.err_colour; }
  void configure(Options options) { options_ = options; }

  // `text` in `colour` where data may be coloured.
  std::string paint(std::string_view text, Colour colour) const;
  // The same for stderr.
  std::string paint_err(std::string_view text, Colour colour) const;

  // One JSON document: indented for `json`, one line for `ndjson`.
  void print(const core::Json& value);
  // "next: baton runs watch run_…", on stderr and only for people (`table`).
  void next(std::string_view command);
  // A remark on stderr, only for people.
  void note(std::string_view text);

 private:
  std::ostream& out_;
  std::ostream& err_;
  Options options_;
};

// True when the stream is a terminal that shows colours: it is a tty, NO_COLOR is unset or empty,
// TERM is not dumb.
bool shows_colour(bool is_tty, const std::string& no_color, const std::string& term);

// Text from outside made safe to print: control characters become spaces, so that a payload cannot
// drive the terminal.
std::string printable(std::string_view text);

}  // namespace baton::app

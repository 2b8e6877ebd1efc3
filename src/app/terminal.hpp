#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <iosfwd>
#include <string>
#include <string_view>

namespace baton::app {

// The forms of output that `-o` chooses.
enum class Format { table, wide, md, json, yaml, ndjson, name };
// The format of that name. Errc::invalid when there is none.
core::Result<Format> parse_format(std::string_view text);

enum class Colour { plain, red, green, yellow, blue, dim, bold };

// Where a command writes: data to `out`, everything else to `err`. Owned by run() in cli.cpp; one
// thread.
class Terminal {
 public:
  struct Options {
    Format format = Format::table;
    bool out_colour = false;
    bool err_colour = false;
    // The width of the terminal that data goes to. 0: data goes to a pipe or a file, or `-o wide`
    // was given, and nothing is cut.
    std::size_t columns = 0;
  };
  Terminal(std::ostream& out, std::ostream& err, Options options)
      : out_(out), err_(err), options_(options) {}

  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }
  // True when data can no longer be written: the disk is full, or the reader is gone. Whatever
  // follows something without end stops then.
  bool out_lost() const;
  Format format() const { return options_.format; }
  // True for the forms that people read.
  bool table() const {
    return options_.format == Format::table || options_.format == Format::wide ||
           options_.format == Format::md;
  }
  // True for the forms in which the whole answer is one document.
  bool document() const {
    return options_.format == Format::json || options_.format == Format::yaml;
  }
  std::size_t columns() const { return options_.columns; }
  bool out_colour() const { return options_.out_colour; }
  bool err_colour() const { return options_.err_colour; }
  void configure(Options options) { options_ = options; }

  // A text for `out`, in colour if colours are shown there.
  std::string paint(std::string_view text, Colour colour) const;
  // A text for `err`, in colour if colours are shown there.
  std::string paint_err(std::string_view text, Colour colour) const;

  // Prints one document on `out`: indented JSON for `json`, YAML for `yaml`, JSON in one line for
  // `ndjson`.
  void print(const core::Json& value);
  // Says on `err` what command to use next, "next: baton runs watch run_…". Only for people: for
  // programs nothing is printed.
  void next(std::string_view command);
  // Prints a remark on `err`. Only for people.
  void note(std::string_view text);

 private:
  std::ostream& out_;
  std::ostream& err_;
  Options options_;
};

// True when colours are shown: the stream is a terminal, NO_COLOR is unset or empty
// (https://no-color.org), and TERM is set and not "dumb".
bool shows_colour(bool is_tty, const std::string& no_color, const std::string& term);

// A text from outside as one line that cannot drive the terminal: line breaks and control
// characters are spaces, as core::one_line() says.
std::string printable(std::string_view text);

}  // namespace baton::app

#include "app/terminal.hpp"

#include "app/yaml_text.hpp"
#include "baton/core/text.hpp"

#include <ostream>

namespace baton::app {
namespace {

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::plain: return "";
    case Colour::red: return "\x1b[31m";
    case Colour::green: return "\x1b[32m";
    case Colour::yellow: return "\x1b[33m";
    case Colour::blue: return "\x1b[36m";
    case Colour::dim: return "\x1b[2m";
    case Colour::bold: return "\x1b[1m";
  }
  return "";
}

std::string painted(std::string_view text, Colour colour, bool allowed) {
  if (!allowed || colour == Colour::plain || text.empty()) return std::string(text);
  return std::string(code_of(colour)) + std::string(text) + "\x1b[0m";
}

}  // namespace

core::Result<Format> parse_format(std::string_view text) {
  if (text == "table") return Format::table;
  if (text == "wide") return Format::wide;
  if (text == "md") return Format::md;
  if (text == "json") return Format::json;
  if (text == "yaml") return Format::yaml;
  if (text == "ndjson") return Format::ndjson;
  if (text == "name") return Format::name;
  return core::Error{
      core::Errc::invalid,
      "expected table, wide, md, json, yaml, ndjson or name, not \"" + std::string(text) + "\"",
      "--output",
      {}};
}

std::string Terminal::paint(std::string_view text, Colour colour) const {
  return painted(text, colour, options_.out_colour);
}
std::string Terminal::paint_err(std::string_view text, Colour colour) const {
  return painted(text, colour, options_.err_colour);
}

void Terminal::print(const core::Json& value) {
  if (options_.format == Format::yaml) {
    out_ << core::escape_controls(yaml_text(value));
    return;
  }
  const bool lines = options_.format == Format::ndjson;
  out_ << core::escape_controls(
              lines ? core::dump(value)
                    : value.dump(2, ' ', false, core::Json::error_handler_t::replace))
       << '\n';
}

bool Terminal::out_lost() const { return out_.fail(); }

void Terminal::next(std::string_view command) {
  if (table()) err_ << paint_err("next: ", Colour::dim) << command << '\n';
}

void Terminal::note(std::string_view text) {
  if (table()) err_ << paint_err(text, Colour::dim) << '\n';
}

bool shows_colour(bool is_tty, const std::string& no_color, const std::string& term) {
  return is_tty && no_color.empty() && term != "dumb" && !term.empty();
}

std::string printable(std::string_view text) { return core::one_line(text, text.size()); }

}  // namespace baton::app

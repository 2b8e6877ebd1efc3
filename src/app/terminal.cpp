#include "app/terminal.hpp"

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

// The length of a character at `at` that drives a terminal instead of being shown: a control character (CSI is U+009B), or a
// mark that turns the direction of what follows, so that a text reads otherwise than it is (Unicode Technical Report 36).
std::size_t terminal_control(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t ahead) {
    return at + ahead < text.size() ? static_cast<unsigned char>(text[at + ahead]) : 0U;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return 2;
  if (byte(0) != 0xe2) return 0;
  const bool marks = byte(1) == 0x80 && (byte(2) == 0x8e || byte(2) == 0x8f || (byte(2) >= 0xaa && byte(2) <= 0xae));
  const bool isolates = byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
  return marks || isolates ? 3 : 0;
}

// JSON whose texts cannot drive the terminal that it is printed on: its writer escapes what is below U+0020, we the rest.
std::string escaped(const std::string& json) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string safe;
  safe.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const std::size_t length = json[at] == '\n' ? 0 : terminal_control(json, at);
    if (length == 0) {
      safe += json[at++];
      continue;
    }
    unsigned code = static_cast<unsigned char>(json[at]);
    if (length == 2) code = static_cast<unsigned char>(json[at + 1]);
    if (length == 3)
      code = 0x2000U + (static_cast<unsigned char>(json[at + 1]) - 0x80U) * 0x40U +
             (static_cast<unsigned char>(json[at + 2]) - 0x80U);
    safe += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) safe += kHex[(code >> shift) & 0xfU];
    at += length;
  }
  return safe;
}

std::string painted(std::string_view text, Colour colour, bool allowed) {
  if (!allowed || colour == Colour::plain || text.empty()) return std::string(text);
  return std::string(code_of(colour)) + std::string(text) + "\x1b[0m";
}

}  // namespace

core::Result<Format> parse_format(std::string_view text) {
  if (text == "table") return Format::table;
  if (text == "wide") return Format::wide;
  if (text == "json") return Format::json;
  if (text == "ndjson") return Format::ndjson;
  if (text == "name") return Format::name;
  return core::Error{
      core::Errc::invalid, "expected table, wide, json, ndjson or name, not \"" + std::string(text) + "\"", "--output", {}};
}

std::string Terminal::paint(std::string_view text, Colour colour) const { return painted(text, colour, options_.out_colour); }
std::string Terminal::paint_err(std::string_view text, Colour colour) const { return painted(text, colour, options_.err_colour); }

void Terminal::print(const core::Json& value) {
  const bool lines = options_.format == Format::ndjson;
  out_ << escaped(lines ? core::dump(value) : value.dump(2, ' ', false, core::Json::error_handler_t::replace)) << '\n';
}

void Terminal::next(std::string_view command) {
  if (table()) err_ << paint_err("next: ", Colour::dim) << command << '\n';
}

void Terminal::note(std::string_view text) {
  if (table()) err_ << paint_err(text, Colour::dim) << '\n';
}

bool shows_colour(bool is_tty, const std::string& no_color, const std::string& term) {
  return is_tty && no_color.empty() && term != "dumb" && !term.empty();
}

std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t drives = terminal_control(text, at);
    if (drives == 0) {
      safe += text[at++];
    } else {
      safe += ' ';
      at += drives;
    }
  }
  return safe;
}

}  // namespace baton::app

#pragma once

#include "http/api/endpoint.hpp"
#include "http/server/message.hpp"

#include <span>
#include <string_view>

// The console, which is what people see of Baton in a browser. Its sources are in web/; the build
// compiles them and packs the result into the program.
namespace baton::http {

// A file of the console as it is sent.
struct ConsoleFile {
  std::string_view path;  // "/index.html"
  std::string_view content_type;
  std::string_view tag;  // its ETag, with the quotation marks
  bool gzip = false;     // The bytes are compressed.
  std::string_view bytes;
};

// All files of the console. Empty when Baton is built without it, with -DBATON_CONSOLE=OFF. The
// build makes this function (src/http/room.cmake).
std::span<const ConsoleFile> console_files();

// The file that answers a GET or HEAD; null when the console has no answer. Its page, index.html,
// answers at every address outside of the API, if the client accepts HTML, as browsers do when they
// open an address. The page then shows what belongs to the address.
const ConsoleFile* console_file(const Request& request, std::span<const ConsoleFile> files);

// The answer that brings a file, or that says that the client has it already.
Response console_answer(const ConsoleFile& file, const Request& request);

// The endpoint of a request, when the table of endpoints has `found`, which may be null. What the
// table has is answered from there, except "/", which is the console's for browsers.
const Endpoint* with_console(const Request& request, const Endpoint* found);

}  // namespace baton::http

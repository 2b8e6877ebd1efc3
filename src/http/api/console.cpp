#include "http/api/console.hpp"

#include "baton/core/text.hpp"
#include "http/api/conditions.hpp"
#include "http/api/problem.hpp"
#include "http/server/exchange.hpp"

#include <algorithm>

namespace baton::http {
namespace {

constexpr std::string_view kPage = "/index.html";
// The names of these files change with their content, so a browser may keep them for ever.
constexpr std::string_view kAssets = "/assets/";
constexpr std::string_view kApi = "/api/";

// The page may load only what comes from this server, and no other site may frame it. There is no
// style or script within the page itself, so that nothing has to be excepted.
constexpr std::string_view kPolicy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

// True if a list such as "text/html, */*;q=0.8" names the value. Weights are not looked at.
bool lists(std::string_view list, std::string_view value) {
  while (!list.empty()) {
    const std::string_view part = core::take_part(list, ',');
    if (core::same_no_case(core::trim(part.substr(0, part.find(';'))), value)) return true;
  }
  return false;
}

bool takes_gzip(const Request& request) {
  const std::string_view codings = request.field("Accept-Encoding");
  return codings.empty() || lists(codings, "gzip") || lists(codings, "*");
}

const ConsoleFile* file_at(std::span<const ConsoleFile> files, std::string_view path) {
  const auto file = std::find_if(files.begin(), files.end(),
                                 [path](const ConsoleFile& each) { return each.path == path; });
  return file == files.end() ? nullptr : &*file;
}

// It is only called for a request that has a file.
bool show_console(Services& /*services*/, Exchange& exchange) {
  const Request& request = exchange.request;
  exchange.response = console_answer(*console_file(request, console_files()), request);
  return true;
}

constexpr Endpoint kConsole{.method = "GET",
                            .path = "/{page}/*",
                            .needs = identity::Needs::nothing,
                            .answers = {200, 304, 406},
                            .handler = Ingress{nullptr, show_console, nullptr}};

}  // namespace

const ConsoleFile* console_file(const Request& request, std::span<const ConsoleFile> files) {
  if (request.method != "GET" && request.method != "HEAD") return nullptr;
  if (const ConsoleFile* file = file_at(files, request.path)) return file;
  if (request.path.starts_with(kApi) || request.path.starts_with(kAssets)) return nullptr;
  return lists(request.field("Accept"), "text/html") ? file_at(files, kPage) : nullptr;
}

Response console_answer(const ConsoleFile& file, const Request& request) {
  if (file.gzip && !takes_gzip(request))
    return problem(406, "unsupported", "expected Accept-Encoding with gzip");
  Response response;
  const bool for_ever = file.path.starts_with(kAssets);
  response.add("Cache-Control", for_ever ? "public, max-age=31536000, immutable" : "no-cache");
  response.add("ETag", file.tag);
  response.add("Vary", "Accept, Accept-Encoding");
  if (has_already(request, file.tag)) {
    response.status = 304;
    return response;
  }
  if (file.gzip) response.add("Content-Encoding", "gzip");
  response.add("Content-Security-Policy", kPolicy);
  response.add("Referrer-Policy", "no-referrer");
  response.content_type = file.content_type;
  response.document = file.bytes;
  return response;
}

const Endpoint* with_console(const Request& request, const Endpoint* found) {
  if (found != nullptr && request.path != "/") return found;
  return console_file(request, console_files()) != nullptr ? &kConsole : found;
}

}  // namespace baton::http

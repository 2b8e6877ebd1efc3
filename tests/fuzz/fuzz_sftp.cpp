// Files over SFTP: whatever an operation is given, the path stays below its folder, and an address
// reads what it writes.
#include "baton/core/encoding.hpp"
#include "connectors/sftp/server.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  using fuzz::hold;
  const fuzz::Exact input(fuzz::text_of(data, size));
  if (const auto server = connectors::parse_sftp_server(input.view())) {
    const auto again = connectors::parse_sftp_server(connectors::sftp_server_text(*server));
    hold(again && again->origin == server->origin && again->path == server->path,
         "a server reads what it writes");
  }
  if (const auto keys = connectors::parse_fingerprints(input.view()))
    for (const auto& key : *keys)
      hold(connectors::parse_fingerprints(key).has_value(), "a fingerprint reads what it writes");
  const auto path = connectors::sftp_path("/outbox", input.view());
  if (!path) return 0;
  hold(path->starts_with("/outbox/"), "a path is below its folder");
  const auto plain = core::percent_decode(*path);
  hold(plain && *plain == "/outbox/" + std::string(input.view()),
       "a path is the one that was given");
  auto rest = std::string_view(*plain).substr(1);
  while (!rest.empty()) {
    const auto segment = fuzz::take(rest, "/");
    hold(!segment.empty() && segment != "." && segment != "..", "no segment leads elsewhere");
    hold(segment.find_first_of("\"\\*?[]\r\n") == std::string_view::npos,
         "no segment is read as something else");
  }
  return 0;
}

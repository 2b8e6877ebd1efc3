#pragma once

#include "baton/ingress/webhook.hpp"
#include "fuzz/fuzz.hpp"

// A request as text: "METHOD TARGET", a line a header, an empty line, the body.
namespace baton::fuzz {

inline ingress::Inbound inbound_of(std::string_view text) {
  ingress::Inbound request;
  std::string_view head = take(text, "\n\n");
  request.body = text;
  std::string_view line = take(head, "\n");
  request.method = take(line, " ");
  request.target = line;
  while (!head.empty() && request.headers.size() < 100) {
    std::string_view field = take(head, "\n");
    const auto name = take(field, ": ");
    request.headers.emplace_back(name, field);
  }
  return request;
}

}  // namespace baton::fuzz

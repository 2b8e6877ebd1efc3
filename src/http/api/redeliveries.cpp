#include "http/api/redeliveries.hpp"

namespace baton::http {

void Redeliveries::keep(core::EventId first, const core::Event& newer) {
  core::Json json{{"event", first.text()},    {"connection", newer.source},
                  {"id", newer.origin},       {"type", newer.type},
                  {"subject", newer.subject}, {"received", core::to_rfc3339(newer.received)},
                  {"data", newer.data}};
  std::string text = core::dump(json);
  if (text.size() > kBytesMax / 4) {
    json["data"] = nullptr;
    text = core::dump(json);
  }
  bytes_ += text.size();
  items_.push_front(std::move(text));
  while (items_.size() > kKeptMax || bytes_ > kBytesMax) {
    bytes_ -= items_.back().size();
    items_.pop_back();
  }
}

std::string Redeliveries::text() const {
  std::string all;
  for (const std::string& item : items_) all.append(all.empty() ? "" : ",").append(item);
  return "{\"items\":[" + all + "],\"next\":null}";
}

}  // namespace baton::http

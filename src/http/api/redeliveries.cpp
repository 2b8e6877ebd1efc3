#include "http/api/redeliveries.hpp"

#include "baton/core/text.hpp"
#include "baton/views/event.hpp"

namespace baton::http {

void Redeliveries::keep(core::EventId first, const core::Event& newer) {
  core::Json json = views::redelivery(first, newer);
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
  return "{\"items\":[" + core::join(items_, ",") + "],\"next\":null}";
}

}  // namespace baton::http

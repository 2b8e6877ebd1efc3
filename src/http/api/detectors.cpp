#include "baton/context/cited.hpp"
#include "baton/runtime/detector_reads.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"

#include <utility>

// The series that are watched, and their alarms.
namespace baton::http {

Answered list_detectors(Services& services, Asked& asked) {
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  const auto detectors = services.parts.runtime.detectors();
  auto read = [&detectors, language = *language](ports::Queries& queries) {
    core::Json items = core::Json::array();
    for (const auto& [name, detector] : detectors->all())
      items.push_back(runtime::detector_in_short(queries, detector, language));
    return items;
  };
  auto items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

Answered show_detector(Services& services, Asked& asked) {
  const auto detectors = services.parts.runtime.detectors();
  const auto named = detectors->named(asked.values.text("name"));
  if (!named) co_return named.error();
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  auto read = [&detector = **named, language = *language, key = asked.values.text("key"),
               limit = asked.values.limit()](ports::Queries& queries) -> core::Result<std::string> {
    return core::dump(runtime::detector_in_full(queries, detector, key, limit, language));
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http

#include "baton/runtime/attention.hpp"

#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

// What needs whoever asks, and what they are only told of.
namespace baton::http {

Answered show_attention(Services& services, Asked& asked) {
  constexpr std::int64_t kDays = 7;
  auto read = [you = *asked.principal, now = services.parts.clock.now(),
               days = static_cast<int>(asked.values.number("days", kDays))](
                  ports::Queries& queries) -> core::Result<std::string> {
    return core::dump(runtime::attention(queries, you, now, days));
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http

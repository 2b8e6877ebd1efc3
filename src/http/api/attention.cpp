#include "baton/runtime/attention.hpp"

#include "baton/context/cited.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

// What needs whoever asks, and what they are only told of.
namespace baton::http {

Answered show_attention(Services& services, Asked& asked) {
  const auto language = context::language_asked(asked.values.text("lang"));
  if (!language) co_return language.error();
  constexpr std::int64_t kDays = 7;
  auto read = [you = *asked.principal, now = services.parts.clock.now(), language = *language,
               days = static_cast<int>(asked.values.number("days", kDays))](
                  ports::Queries& queries) -> core::Result<std::string> {
    return core::dump(runtime::attention(queries, you, now, days, language));
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http

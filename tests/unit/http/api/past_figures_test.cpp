#include "http/api/past_figures.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

core::Time hour(int number) { return core::Time(std::chrono::hours(number)); }

TEST(PastFigures, KeepsTheFiguresOfATime) {
  PastFigures past;
  EXPECT_FALSE(past.find(hour(1), hour(2)));
  past.keep(hour(1), hour(2), {{"failed", 3}});
  past.keep(hour(2), hour(3), nullptr);
  EXPECT_EQ(past.find(hour(1), hour(2)), (core::Json{{"failed", 3}}));
  EXPECT_EQ(past.find(hour(2), hour(3)), core::Json()) << "that there are none is known, too";
  EXPECT_FALSE(past.find(hour(1), hour(3)));
}

TEST(PastFigures, ForgetsTheOldestTime) {
  PastFigures past;
  const int all = static_cast<int>(PastFigures::kKeptMax);
  for (int number = 0; number <= all; ++number) past.keep(hour(number), hour(number + 1), number);
  EXPECT_FALSE(past.find(hour(0), hour(1)));
  EXPECT_EQ(past.find(hour(1), hour(2)), core::Json(1));
  EXPECT_EQ(past.find(hour(all), hour(all + 1)), core::Json(all));
}

}  // namespace
}  // namespace baton::http

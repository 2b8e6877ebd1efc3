#include "baton/core/trace.hpp"

#include <gtest/gtest.h>
#include <set>

namespace baton::core {
namespace {

constexpr const char* kCame = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Traceparent, IsReadAndWritten) {
  const auto trace = parse_traceparent(kCame);
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->id(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(span_text(trace->span), "00f067aa0ba902b7");
  EXPECT_TRUE(trace->sampled);
  EXPECT_EQ(trace->text(), kCame);
  EXPECT_FALSE(
      parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02")->sampled)
      << "the other flags mean nothing to us";
}

TEST(Trace, OfARequestWithoutOneIsItsOwn) {
  const Time began{std::chrono::seconds(1'777'888'999)};
  std::set<std::string> seen;
  for (std::uint64_t number = 0; number < 100; ++number)
    seen.insert(trace_of_request(began, number).id());
  seen.insert(trace_of_request(began + std::chrono::seconds(1), 0).id());
  EXPECT_EQ(seen.size(), 101U) << "each request has its own, after a restart too";
  EXPECT_EQ(trace_of_request(began, 7), trace_of_request(began, 7));
  EXPECT_EQ(trace_of_request(began, 7).id().size(), 32U);
}

// The specification asks of those who read version 00 to read later ones as far as they know.
TEST(Traceparent, OfALaterVersionIsReadAsFarAsOursGoes) {
  const std::string rest = "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  EXPECT_EQ(parse_traceparent("cc" + rest)->text(), kCame);
  EXPECT_EQ(parse_traceparent("cc" + rest + "-what-comes")->text(), kCame);
  EXPECT_FALSE(parse_traceparent("cc" + rest + ".what-comes"));
  EXPECT_FALSE(parse_traceparent("ff" + rest));
}

TEST(Traceparent, ThatIsMalformedIsNone) {
  for (const char* wrong : {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                            "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
                            "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    EXPECT_FALSE(parse_traceparent(wrong)) << wrong;
}

TEST(TraceOf, IsTheOneThatCameOrFollowsFromTheEvent) {
  EXPECT_EQ(trace_of(kCame, EventId(7)).text(), kCame);
  const Trace made = trace_of("", EventId(7));
  EXPECT_EQ(made, trace_of("nonsense", EventId(7)));
  EXPECT_NE(made.id(), trace_of("", EventId(8)).id());
  EXPECT_EQ(made.span, 0U) << "it has no parent";
  EXPECT_FALSE(made.sampled);
}

TEST(SpanOf, DiffersByWhatItIsAbout) {
  const std::set<std::uint64_t> spans{span_of(EventId(1)),       span_of(EventId(2)),
                                      span_of(RunId(1)),         span_of(RunId(1), "a", 0),
                                      span_of(RunId(1), "b", 0), span_of(RunId(1), "a", 1),
                                      span_of(RunId(2), "a", 0)};
  EXPECT_EQ(spans.size(), 7U);
  EXPECT_EQ(span_of(RunId(1)), span_of(RunId(1)));
}

}  // namespace
}  // namespace baton::core

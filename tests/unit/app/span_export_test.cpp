#include "app/span_export.hpp"

#include "baton/formats/url.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::app {
namespace {

// As an unreadable file of certificates is thrown, for example.
TEST(SpanExport, WhatIsThrownDropsTheSpansAndEndsNothing) {
  boost::asio::io_context io{1};
  telemetry::Metrics metrics;
  telemetry::Spans spans({}, metrics);
  telemetry::Span span;
  span.trace = core::trace_of("", core::EventId(1));
  spans.put(span);
  connectors::HttpClient::Options http;
  http.resolve = [](std::string_view) -> std::vector<boost::asio::ip::address> {
    throw std::runtime_error("no such file");
  };
  SpanExport exporting(io.get_executor(), spans, metrics,
                       formats::parse_url("https://collector.example:4318/v1/traces").value(),
                       std::move(http));
  bool ended = false;
  boost::asio::co_spawn(io, exporting.stop(), [&ended](std::exception_ptr thrown) {
    ended = true;
    EXPECT_FALSE(thrown) << "a server goes down all the same";
  });
  io.run();
  EXPECT_TRUE(ended);
  EXPECT_EQ(metrics.spans_dropped.Value(), 1.0);
  EXPECT_EQ(metrics.spans_exported.Value(), 0.0);
}

}  // namespace
}  // namespace baton::app

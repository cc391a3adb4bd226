// Small things of HTTP: replies, secrets, origins, and how a client's end is seen.
#pragma once

#include <cpp-httplib/httplib.h>

#include <memory>
#include <string>
#include <vector>

#include "server/desk.h"

namespace ponder {

// With TLS where the options ask for it. Throws kInvalidRequest when that cannot be had.
std::unique_ptr<httplib::Server> MakeHttpServer(const ServerOptions& options);

void Send(httplib::Response& response, const PageReply& reply);
void Send(httplib::Response& response, const ErrorReply& error);
void Send(httplib::Response& response, const Refusal& refusal);
// The error that an answering ended with, where it has not `spoken` yet. False: there is none.
bool SendFault(Answering& answering, bool spoken, httplib::Response& response);

// What is wrong with a request that no page answered, with `status` as cpp-httplib has it.
Refusal FailureOf(const httplib::Request& request, int status, httplib::Response& response);

// Of "Authorization: Bearer KEY" or "x-api-key: KEY"; "" none.
std::string SecretOf(const httplib::Request& request);

// Requests of programs have no origin, and may always ask. Those of web pages may where their
// origin is named, or where the page came from this server under a name of this machine.
bool OriginMayAsk(const std::vector<std::string>& named, const httplib::Request& request);
void AllowOrigin(const std::vector<std::string>& named, const httplib::Request& request,
                 httplib::Response& response);
// What a browser asks before it sends a page's request. False: the origin is not named.
bool AnswerPreflight(const std::vector<std::string>& named, const httplib::Request& request,
                     httplib::Response& response);

// Whether the request's client has gone; may be called from any thread while the connection lives.
ClientWatch::Gone WatchOf(const httplib::Request& request);

}  // namespace ponder

package io.tidegate.cli;

import io.tidegate.catalog.Catalog;
import io.tidegate.config.Configuration;
import io.tidegate.config.Profile;
import io.tidegate.front.Listeners;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.Fetcher;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.MessageMemory;
import io.tidegate.upstream.UpstreamFactory;
import io.tidegate.upstream.UpstreamSettings;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The servers behind one configuration, and what is known of their tools. They start as this is made.
///
/// Needs nothing of what decides about calls, so that servers can start while that is prepared.
record Backend(Catalog catalog, Upstreams upstreams, News news) {
    /// How others are reached: servers, identity providers for their keys, clients that wait for news.
    ///
    /// @param memory for messages
    /// @param authorizing how tokens for servers are got
    /// @param peers reaches other nodes, where there are any
    record Network(
            HttpClient client,
            Fetcher fetcher,
            MessageMemory memory,
            Listeners listeners,
            Authorizing authorizing,
            Optional<HttpClient> peers) {
        static Network open(
                Configuration configuration, Foundation.Ground ground, MessageMemory memory, InstantSource clock)
                throws IOException {
            Fetcher fetcher = new Fetcher();
            return new Network(
                    new HttpClient(ClientSettings.standard()),
                    fetcher,
                    memory,
                    new Listeners(configuration.limits().sessions()),
                    Authorizing.on(ground.keys(), ground.random(), fetcher, clock),
                    configuration.cluster().isPresent()
                            ? Optional.of(Peering.client(configuration.cluster().get()))
                            : Optional.empty());
        }

        void close() {
            client.close();
            peers.ifPresent(HttpClient::close);
            fetcher.close();
        }
    }

    /// @param before the servers that run already; those that didn't change are taken over
    ///
    /// @param anew servers that are begun with anew, changed or not
    static Backend start(
            Configuration configuration,
            Network network,
            Foundation.Chance chance,
            Optional<Upstreams> before,
            Set<String> anew) {
        InstantSource clock = chance.clock();
        SecureRandom random = chance.random();
        List<UpstreamSettings> servers = configuration.servers().values().stream()
                .map(UpstreamSettings::new)
                .toList();
        Catalog catalog =
                new Catalog(servers.stream().map(UpstreamSettings::server).toList(), profiles(configuration));
        News news = new News(
                catalog,
                network.listeners(),
                clock,
                random,
                new News.Hearing(
                        new Misfits(configuration), new ToolMemory(Foundation.toolsFile(configuration), clock)));
        Upstreams upstreams = Upstreams.of(
                servers,
                new UpstreamFactory(network.client(), limits(configuration), network.memory(), clock, random)
                        .with(network.authorizing().sources()::of),
                before,
                anew,
                news);
        return new Backend(catalog, upstreams, news);
    }

    /// What an answer may be.
    static JsonLimits limits(Configuration configuration) {
        return new JsonLimits(
                Wiring.bytes(configuration.limits().answerBytes()),
                configuration.limits().depth(),
                1 << 20);
    }

    private static List<Profile> profiles(Configuration configuration) {
        List<Profile> profiles = new ArrayList<>(configuration.profiles().values());
        profiles.add(new Profile(
                Catalog.DEFAULT_PROFILE, List.copyOf(configuration.servers().keySet()), new Profile.Tools.Every()));
        return profiles;
    }
}

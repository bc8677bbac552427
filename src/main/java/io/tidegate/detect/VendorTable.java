package io.tidegate.detect;

/// Which kinds of credential hold nothing of their own, but have a maker whose name stands near, and how are they
/// written? One row a kind and layout, from what the makers document and what open scanners of secrets know.
///
/// A row is the kind; words for the maker; the [Layout] of the value; and, where the usual words for a secret are too
/// many, those of which one must stand in the name, or `-` for none.
final class VendorTable {
    static final String A_TO_F = """
            abuseipdb-key | abuseipdb | h80
            adafruit-key | adafruit aio_key | s32
            airtable-key | airtable | a17
            algolia-key | algolia | l32
            alibaba-secret-key | alibaba aliyun | a30
            alphavantage-key | alphavantage alpha_vantage | u16
            amplitude-secret | amplitude | h32
            asana-secret | asana | l32 | secret
            asana-token | asana | d1'/'d16':'h32
            asana-token | asana | d1'/'d16'/'d16':'h32
            assemblyai-key | assemblyai assembly_ai | h32
            atlassian-key | atlassian jira confluence | a24
            auth0-secret | auth0 | s64 | secret
            aws-secret-access-key | aws_secret aws-secret secretaccesskey secret_access_key | B40 | -
            azure-devops-token | azure_devops azuredevops ado_pat vsts | l52
            azure-subscription-key | subscription-key subscription_key subscriptionkey | h32 | -
            binance-key | binance | a64
            bing-key | bing_search bingsearch bing_api | h32
            bitbucket-secret | bitbucket | s64 | secret
            bitbucket-secret | bitbucket | a32 | secret
            bitly-token | bitly | h40
            bittrex-key | bittrex | h32
            bitwarden-token | bws_access bitwarden | '0.'U'.'a30':'b24
            box-secret | box_client boxclient box_app | a32 | secret
            browserstack-key | browserstack | a20
            bugsnag-key | bugsnag | h32
            cloudflare-token | cloudflare cf_api | s40
            cloudflare-key | cloudflare cf_api | h37
            cloudsmith-key | cloudsmith | h40
            codacy-token | codacy | a20
            codacy-token | codacy | h32
            codeclimate-token | codeclimate code_climate | h40
            codeclimate-token | codeclimate code_climate | h64
            codecov-token | codecov | U
            codecov-token | codecov | l32
            cohere-key | cohere co_api_key | a40
            coinbase-secret | coinbase | s64
            confluent-secret | confluent | b64 | secret
            consul-token | consul | U
            contentful-delivery-token | contentful | s43
            coveralls-token | coveralls | a30-37
            crowdin-token | crowdin | h80
            datadog-key | datadog dd_api dd-api | h32
            datadog-application-key | datadog dd_app dd-app | h40
            deepgram-key | deepgram | h40
            discord-token | discord | s24-28'.'s6'.'s27-40
            discord-secret | discord | s32 | secret
            docusign-secret | docusign | U | secret
            drone-token | drone | a32
            dropbox-secret | dropbox | l15 | secret
            dropbox-token | dropbox | s64
            duo-secret | duo | a40 | secret skey
            etherscan-key | etherscan | u34
            etsy-key | etsy | l24
            exa-key | exa_api exaapi | U
            facebook-secret | facebook fb_app | h32
            facebook-token | facebook fb_app | d15-16'|'s27
            fastly-token | fastly | s32
            finicity-key | finicity | h32
            finicity-secret | finicity | a20 | secret
            finnhub-key | finnhub | a20
            flickr-key | flickr | h32
            freshbooks-token | freshbooks | a64
            freshdesk-key | freshdesk | a20
            """;

    static final String G_TO_P = """
            giphy-key | giphy | a32
            gitea-token | gitea forgejo | h40
            gitter-token | gitter | s40
            grafana-token | grafana | 'eyJrIjoi'b70-400
            heroku-key | heroku | U
            hetzner-token | hetzner hcloud | a64
            hubspot-key | hubspot hapikey | U
            infura-key | infura | h32
            ipinfo-token | ipinfo | h14
            jenkins-token | jenkins | '11'h32
            jfrog-token | jfrog artifactory bintray xray | a73
            jfrog-token | jfrog artifactory bintray xray | a64
            jumpcloud-key | jumpcloud | h40
            keycloak-secret | keycloak | U | secret
            keycloak-secret | keycloak | a32 | secret
            kraken-key | kraken | c80-90
            kucoin-key | kucoin | h24
            kucoin-secret | kucoin | U
            lastfm-key | lastfm last_fm | h32
            linear-secret | linear | h32 | secret
            linkedin-secret | linkedin linked_in linked-in | a16
            linode-token | linode | h64
            logdna-key | logdna | h32
            loggly-token | loggly | U
            lokalise-token | lokalise | h40
            mailgun-key | mailgun | h32'-'h8'-'h8
            mailgun-key | mailgun | h32
            mailjet-key | mailjet | h32
            mandrill-key | mandrill | s22
            mattermost-token | mattermost | l26
            meraki-key | meraki | h40
            messagebird-key | messagebird message_bird message-bird | a25
            mistral-key | mistral | a32
            mixpanel-secret | mixpanel | h32 | secret
            netlify-token | netlify | s40-46
            newrelic-key | newrelic new_relic new-relic | h40
            newrelic-key | newrelic new_relic new-relic | a64
            newsapi-key | newsapi news_api | h32
            nexmo-secret | nexmo vonage | a16 | secret
            ngrok-token | ngrok | w40-50
            nomad-token | nomad | U
            nytimes-key | nytimes newyorktimes | a32
            okta-token | okta | '00's40
            onelogin-secret | onelogin | h64 | secret
            openweather-key | openweather owm | h32
            opsgenie-key | opsgenie | U
            pagerduty-key | pagerduty pager_duty | s20
            pagerduty-key | pagerduty pager_duty | h32
            papertrail-token | papertrail | a20
            paypal-secret | paypal | s80 | secret
            pivotal-tracker-token | pivotal | h32
            plaid-secret | plaid | h30 | secret
            postmark-token | postmark | U
            privateai-key | privateai private_ai private-ai | l32
            pusher-secret | pusher | h20 | secret
            """;

    static final String R_TO_Z = """
            rails-master-key | rails_master_key secret_key_base | h32 | -
            rails-secret-key-base | secret_key_base | h128 | -
            rapidapi-key | rapidapi | a50
            razorpay-secret | razorpay rzp | a24 | secret
            recaptcha-secret | recaptcha | '6L's38 | secret private
            recurly-key | recurly | h32
            redmine-key | redmine | h40
            rollbar-token | rollbar | h32
            saucelabs-key | saucelabs sauce_access sauce_labs | U
            scaleway-key | scaleway scw_secret | U | secret
            segment-key | segment | a32
            semgrep-token | semgrep | h64
            sendbird-token | sendbird | h40
            sentry-token | sentry | h64
            serpapi-key | serpapi serp_api | h64
            serper-key | serper | h40
            shodan-key | shodan | a32
            sidekiq-secret | bundle_enterprise__contribsys__com bundle_gems__contribsys__com | h8':'h8 | -
            slack-signing-secret | slack | h32 | secret sign
            snyk-token | snyk | U
            sonar-token | sonar | h40
            sparkpost-key | sparkpost | h40
            splunk-token | splunk | U
            spotify-secret | spotify | h32 | secret
            squarespace-key | squarespace | U
            statuspage-key | statuspage | U
            steam-key | steam | x32
            strava-secret | strava | h40 | secret
            sumologic-key | sumologic sumo | a64
            tencent-secret-key | tencent qcloud | a32 | secret
            tiingo-key | tiingo | h40
            travis-token | travis | s22
            trello-key | trello | h32
            trello-token | trello | h64
            tumblr-key | tumblr | a50
            twilio-auth-token | twilio | h32 | token
            twitch-secret | twitch | l30
            twitter-key | twitter | a25
            twitter-secret | twitter | a45
            twitter-secret | twitter | a50
            twitter-token | twitter | d15-20'-'a20-40
            twitter-token | twitter | 'AAAAAAAAAAAAAAAAAAAAA'v60-140
            unsplash-key | unsplash | s43
            vimeo-token | vimeo | h32
            virustotal-key | virustotal vt_api | h64
            vultr-key | vultr | u36
            wandb-key | wandb | h40
            webflow-token | webflow | h64
            wise-token | transferwise wise_api | U
            wistia-token | wistia | h64
            yandex-storage-key | yandex | 'YC's38
            yelp-key | yelp | s128
            zendesk-token | zendesk | a40
            zoom-secret | zoom | a32 | secret
            """;

    private VendorTable() {}
}

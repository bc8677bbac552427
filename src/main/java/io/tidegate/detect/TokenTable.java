package io.tidegate.detect;

/// Which kinds of token hold something of their own, and how are they written? One row a layout, from what the makers
/// document and what open scanners of secrets know.
///
/// A row is the kind; what only it holds, `{a14}` being what leads up to that, `␣` a space; the [Layout] of the rest,
/// or `-` for none; and a [TokenFormat.Proof] where randomness alone is not what is asked for. Of rows with the same
/// literal the one that takes more stands first.
final class TokenTable {
    static final String CLOUDS = """
            aws-access-key-id | AKIA ASIA ABIA ACCA | t16
            aws-bedrock-key | ABSK | b100+
            aws-bedrock-key | bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t | b20+
            aws-session-token | FwoGZXIvYXdz IQoJb3JpZ2luX2Vj | b100+
            aws-appsync-key | da2- | l26
            amazon-marketplace-token | amzn.mws. | U
            amazon-login-secret | amzn1.oa2-cs.v1. | h64
            amazon-login-token | Atzr| Atza| | c100+
            google-api-key | AIza | s35
            google-oauth-secret | GOCSPX- | s24-40
            google-access-token | ya29. | o20+
            google-refresh-token | 1//0 | s40-200
            firebase-messaging-key | {s11}:APA91b | s134
            azure-storage-key | AccountKey= SharedAccessKey= | b40-100
            azure-storage-key | {B76}+ASt | B6'=='
            azure-shared-access-signature | SharedAccessSignature= &sig= ?sig= | v40-200
            azure-cosmos-key | {B76}ACDb | B6'=='
            azure-batch-key | {B76}+ABa | B6'=='
            azure-machine-learning-key | {B76}/AM7 {B76}+AMC | B6'=='
            azure-api-management-key | {B76}APIM | B6'=='
            azure-service-bus-key | {B33}+ASb | B6'='
            azure-event-hub-key | {B33}+AEh | B6'='
            azure-event-grid-key | {B33}AZEG | B6'='
            azure-relay-key | {B33}+ARm | B6'='
            azure-iot-key | {B33}AIoT | B6'='
            azure-cache-key | {B33}AzCa | B6'='
            azure-search-key | {B42}AzSe | B6
            azure-container-registry-key | {B42}+ACR | B6
            azure-function-key | {s44}AzFu | s6'=='
            azure-devops-token | {a76}AZDO | a4
            azure-annotated-key | {a52}JQQJ9 | a27
            alibaba-access-key-id | LTAI | a12-20 | MIXED
            tencent-secret-id | AKID | a32 | MIXED
            volcengine-access-key-id | AKLT | s40-50 | MIXED
            yandex-key | AQVN | s35-38 | MIXED
            yandex-token | y0_ y1_ y2_ y3_ | s50-62
            cloudflare-token | cfk_ cfut_ cfat_ | a40h8
            cloudflare-origin-key | v1.0- | h24'-'h146
            digitalocean-token | dop_v1_ doo_v1_ dor_v1_ | h64
            heroku-key | HRKU-AA | s58-80
            fly-token | fm2_ fm1r_ fm1a_ | b40+
            fly-token | fo1_ | s43
            render-key | rnd_ | a24-40 | MIXED
            scalingo-token | tk-us- | s48
            vercel-token | vcp_ vci_ vca_ vcr_ vck_ | a24-80 | MIXED
            vercel-blob-token | vercel_blob_rw_ | w30-80
            netlify-token | nfp_ nfc_ nfo_ nfu_ nfb_ | a36-48
            deno-token | ddp_ ddo_ | a36
            openshift-token | sha256~ | s43
            tailscale-key | tskey-auth- tskey-api- tskey-client- tskey-scim- tskey-webhook- | a6-24'-'a18-48
            defined-networking-key | dnkey- | s26'-'s52
            """;

    static final String STORES = """
            databricks-token | dapi | h32'-'d1
            databricks-token | dapi dose | h32
            planetscale-token | pscale_tkn_ pscale_pw_ pscale_oauth_ | o32-64
            supabase-key | sbp_ sb_secret_ | w30-64
            neon-key | napi_ | l40-80
            aiven-password | AVNS_ | s16-40
            cockroach-key | CCDB1_ | a22'_'a40
            mongodb-service-account-secret | mdb_sa_sk_ | s32-60
            elastic-cloud-key | essu_ | b40-120
            clickhouse-cloud-key | 4b1d | a38 | MIXED
            airtable-token | pat | a14'.'h64
            dbt-token | dbtc_ dbtu_ | s36-60
            prefect-key | pnu_ pnb_ | a36
            hashicorp-vault-token | hvs. hvb. hvr. | s24+
            terraform-token | {a14}.atlasv1. | s60-70
            pulumi-token | pul- | h40
            doppler-token | dp.pt. dp.st. dp.sa. dp.ct. dp.scim. dp.audit. | a40-44
            doppler-token | dp.st. | s2-35'.'a40-44
            onepassword-token | ops_eyJ | b100+ | JSON
            onepassword-secret-key | A3- | u6'-'u11'-'u5'-'u5'-'u5
            onepassword-secret-key | A3- | u6'-'u6'-'u5'-'u5'-'u5'-'u5
            infracost-key | ico- | a32
            age-secret-key | AGE-SECRET-KEY-1 | a58 | BECH32
            nostr-secret-key | nsec1 | l58 | BECH32
            extended-private-key | xprv yprv zprv tprv | a104-110 | BASE58
            """;

    static final String FORGES = """
            github-token | ghp_ gho_ ghu_ ghs_ ghr_ | a36-255 | GITHUB
            github-fine-grained-token | github_pat_ | w59-255
            gitlab-token | glpat- glrt- glcbt- gldt- glptt- glwt- | s27-300'.'l2'.'l9 | GITLAB
            gitlab-token | glpat- glrt- glcbt- gldt- glptt- glwt- | s27-300'.'l9 | GITLAB
            gitlab-token | glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- glffct- GR1348941 | s20-255
            gitlab-token | gloas- glwt- | s20-255
            gitlab-session-cookie | _gitlab_session= | h32
            bitbucket-token | ATCTT3 | s60-250'='x8
            bitbucket-token | ATCTT3 | s60-255
            bitbucket-token | ATBB | a24-40
            atlassian-token | ATATT3 ATSTT3 | s60-250'='x8
            atlassian-token | ATATT3 ATSTT3 | s60-255
            sourcegraph-token | sgp_ | x16'_'x40
            sourcegraph-token | sgp_ sgp_local_ | x40
            buildkite-token | bkua_ bkct_ bkaj_ bkpt_ | a40-64
            circleci-token | CCIPAT_ CCIPRJ_ | a20-24'_'h40
            harness-token | pat. sat. | s22'.'a24'.'a20
            octopus-key | API- | u25-31 | MIXED
            teamcity-token | eyJ0eXAiOiAiVENWMiJ9. | o60+
            sonar-token | squ_ sqp_ sqa_ | h40
            snyk-token | snyk_uat. snyk_sat. | h8'.'o40+
            chromatic-token | chpt_ | l12-16
            linear-key | lin_api_ lin_oauth_ lin_wh_ | a32-64
            postman-key | PMAK- | h24'-'h34
            readme-key | rdme_ | l70
            gitbook-token | gb_api_ | a36-48
            intra42-secret | s-s4t2ud- s-s4t2af- | h64
            settlemint-token | sm_aat_ sm_pat_ sm_sat_ | a16
            npm-token | npm_ | a36 | GITHUB
            pypi-token | pypi-AgE | s50+ | MACAROON
            rubygems-key | rubygems_ | h48
            docker-token | dckr_pat_ dckr_oat_ | s20-64
            nuget-key | oy2 | l43
            crates-token | cio | a32
            clojars-token | CLOJARS_ | a60
            artifactory-key | AKCp cmVmd | a58-80
            """;

    static final String MODELS = """
            anthropic-key | sk-ant- | s80-255
            openai-key | sk-proj- sk-svcacct- sk-admin- | s40-255
            openrouter-key | sk-or-v1- | h64
            langfuse-key | sk-lf- | U
            model-provider-key | sk- | s20-255 | MIXED
            langsmith-key | lsv2_pt_ lsv2_sk_ | h32'_'h10
            huggingface-token | hf_ api_org_ | a30-48
            replicate-token | r8_ | a37-40
            groq-key | gsk_ | a48-56
            perplexity-key | pplx- | a40-56
            xai-key | xai- | a70-90
            tidegate-key | tg_ | w32-128
            pinecone-key | pcsk_ | a5-7'_'a60-70
            tavily-key | tvly- tvly-dev- tvly-prod- | a24-40 | MIXED
            firecrawl-key | fc- | h32
            fireworks-key | fw_ fpk_ | a20-30 | MIXED
            cerebras-key | csk- | l44-52
            jina-key | jina_ | s56-70
            voyage-key | pa- | s43 | MIXED
            elevenlabs-key | sk_ | h48
            modal-token | as- | a22 | MIXED
            e2b-key | e2b_ | h40
            apify-token | apify_api_ | a36-40
            runpod-key | rpa_ | a36-48
            wandb-key | wandb_v1_ | s60-100
            llamacloud-key | llx- | a44-56
            together-key | tgp_v1_ | s43
            nvidia-key | nvapi- | s60-70
            brave-search-key | BSA | s28 | MIXED
            browserbase-key | bb_live_ | s20-40
            kaggle-token | KGAT_ | h32
            """;

    static final String PAYMENTS = """
            stripe-key | sk_live_ rk_live_ sk_test_ rk_test_ sk_prod_ rk_prod_ | a16-255
            stripe-key | whsec_ | b16-255
            square-token | sq0atp- sq0csp- EAAA | s22-64
            shopify-token | shpat_ shpca_ shppa_ shpss_ | x32
            braintree-token | access_token$production$ access_token$sandbox$ | l16'$'h32
            braintree-token | access_token$production$ access_token$sandbox$ | h32
            flutterwave-key | FLWSECK_TEST- FLWSECK- | l32'-X'
            flutterwave-key | FLWSECK_TEST FLWSECK_TEST- | l12
            mollie-key | live_ | a30 | MIXED
            gocardless-token | live_ sandbox_ | s40 | MIXED
            lob-key | live_ test_ | h35
            plaid-token | access-sandbox- access-development- access-production- | U
            easypost-key | EZAK EZTK | a54
            shippo-token | shippo_live_ shippo_test_ | x40
            duffel-token | duffel_live_ duffel_test_ | s43
            xendit-key | xnd_production_ xnd_development_ | s40-80
            midtrans-key | SB-Mid-server- Mid-server- | s20-32
            mercadopago-token | APP_USR- | d16'-'d6'-'h32'-'d8-10
            paddle-key | pdl_live_apikey_ pdl_sdbx_apikey_ | l26'_'a22'_'a3
            polar-token | polar_oat_ polar_pat_ | s36-60
            klarna-key | klarna_live_api_ klarna_test_api_ | B60-250
            brex-token | bxt_ | a36-60
            ramp-secret | ramp_sec_ | a40-60
            ebay-key | PRD- SBX- | h12'-'h4'-'h4'-'h4'-'h4
            ebay-token | v^1.1# | v200+
            woocommerce-key | cs_ ck_ | h40
            """;

    static final String MESSAGES = """
            slack-token | xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxc- xoxe- xoxe.xoxp- xoxe.xoxb- xapp- | s20-255 | MIXED
            slack-token | xoxd- | v20-400 | MIXED
            slack-webhook | hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/ | p30-255
            discord-webhook | discord.com/api/webhooks/ discordapp.com/api/webhooks/ | p60-255
            discord-token | mfa. | s80-90
            teams-webhook | webhook.office.com/webhookb2/ | U'@'U'/IncomingWebhook/'p60-200
            google-chat-webhook | chat.googleapis.com/v1/spaces/ | s8-20'/messages?key='s30-50'&token='v30-80
            zapier-webhook | hooks.zapier.com/hooks/catch/ | p11-60
            make-webhook | hook.us1.make.com/ hook.us2.make.com/ hook.eu1.make.com/ hook.eu2.make.com/ | l24-40
            ifttt-webhook | {w1-64}/with/key/ | s22-44
            telegram-bot-token | {d8-10}:AA | s33
            sendgrid-key | SG. | s22'.'s43
            twilio-key | SK | h32
            mailgun-key | key- | h32
            mailchimp-key | md- | s20-64
            mailchimp-key | {h32}-us | d1-2
            mailersend-token | mlsn. | h64
            brevo-key | xkeysib- xsmtpsib- | h64'-'a16
            resend-key | re_ | a8'_'a20-28 | MIXED
            onesignal-key | os_v2_app_ os_v2_org_ | l80-120
            courier-key | pk_prod_ | u28
            intercom-token | dG9rO | b50-90
            hubspot-token | pat-na1- pat-na2- pat-eu1- pat-ap1- | U
            salesforce-token | 00D | a12'!'o80-140
            salesforce-token | 00D | a15'!'o80-140
            salesforce-token | 5Aep861 | o60-110
            facebook-token | EAA | a100-400 | MIXED
            instagram-token | IGQV IGAA | a100-400 | MIXED
            pinterest-token | pina_ | a60-120
            vk-token | vk1.a. | s80-220
            linkedin-secret | WPL_AP0. WPL_AP1. | a16'.'b6-14
            """;

    static final String PLATFORMS = """
            grafana-token | glsa_ | a32'_'x8 | GRAFANA
            grafana-cloud-token | glc_ | b32-400 | JSON
            sentry-token | sntrys_ | b40-400'_'B43 | JSON
            sentry-token | sntryu_ sntrya_ sntryi_ | h64
            sentry-token | sntrys_ | c40+
            newrelic-key | NRAK- | a26-42
            newrelic-key | NRJS- | h19
            newrelic-key | NRII- NRIQ- | s32
            newrelic-key | NRRA- | h42
            dynatrace-token | dt0c01. dt0s01. dt0s02. dt0s04. dt0s06. dt0s08. dt0s16. | u24'.'u64
            honeycomb-key | hcaik_ hcxik_ hcbik_ hcamk_ | l40-80
            axiom-token | xaat- xapt- | U
            checkly-key | cu_ | h32
            launchdarkly-key | api- sdk- | U
            statsig-key | secret- | a40-50 | MIXED
            posthog-key | phx_ phs_ | a40-50
            okta-token | SSWS␣ | s42
            ory-token | ory_pat_ ory_at_ ory_rt_ | s32-120
            stytch-secret | secret-live- secret-test- | s36-48
            nightfall-key | NF- | a32 | MIXED
            clickup-token | pk_ | d5-10'_'u32
            notion-token | ntn_ secret_ | a43-50 | MIXED
            trello-token | ATTA | a60-80 | MIXED
            figma-token | figd_ | s36-64
            contentful-token | CFPAT- | s43
            frameio-token | fio-u- | s64
            typeform-token | tfp_ | o44-70
            mapbox-token | sk.eyJ tk.eyJ | s40-200'.'s22
            maxmind-key | {w36}_mmk | -
            foursquare-key | fsq3 | b44-48
            dropbox-token | sl. sl.u. | s120+
            adobe-client-secret | p8e- | a32
            riot-key | RGAPI- | U
            wakatime-key | waka_ | U
            django-secret-key | django-insecure- | v20-80
            laravel-app-key | APP_KEY=base64: | b44
            secret-token-uri | secret-token: | v12-255
            password-hash | $2a$ $2b$ $2y$ | d2'$'k53
            password-hash | $1$ $apr1$ | a1-8'$'k22
            password-hash | $5$ $6$ $y$ $argon2i$ $argon2id$ | k43-200
            password-hash | {SHA} {SSHA} {SSHA256} {SSHA512} | b28-128
            """;

    /// Private keys in base64 without the lines that announce them, by how their DER (RFC 5208, 5958, 8017, 5915,
    /// 7292) or their file begins.
    static final String KEYS = """
            pkcs8-private-key | {B6}IBADANBgkqhkiG9w0BAQEFAASC | b200+
            pkcs8-private-key | MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg | b60+
            pkcs8-private-key | MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBD | b60+
            pkcs8-private-key | MC4CAQAwBQYDK2VwBCIEI | b40-60
            pkcs1-private-key | {B6}IBAAKC | b200+
            sec1-private-key | MHcCAQEEI | b120+
            openssh-private-key | b3BlbnNzaC1rZXktdjEA | b100+
            pkcs12-key-store | {B6}IBAzCC | b200+
            java-key-store | /u3+7QAAAAI | b100+
            """;

    private TokenTable() {}
}

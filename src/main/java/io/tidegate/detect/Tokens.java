package io.tidegate.detect;

import static io.tidegate.detect.TokenShape.Proof.CHECKSUM;
import static io.tidegate.detect.TokenShape.Proof.MIXED;
import static io.tidegate.detect.TokenShape.Proof.RANDOM;

import java.util.ArrayList;
import java.util.List;

/// Which makers' tokens are known? One line each, from the makers' own documentation.
final class Tokens {
    private static final int ANY = 4_096;

    private final List<Anchor> anchors = new ArrayList<>();

    private Tokens() {}

    static List<Anchor> anchors() {
        Tokens tokens = new Tokens();
        tokens.clouds();
        tokens.forges();
        tokens.registries();
        tokens.models();
        tokens.payments();
        tokens.messages();
        tokens.platforms();
        return List.copyOf(tokens.anchors);
    }

    private void add(
            String kind, Alphabet alphabet, int restMin, int restMax, TokenShape.Proof proof, String... prefixes) {
        TokenShape shape = new TokenShape(kind, alphabet, restMin, restMax, proof);
        for (String prefix : prefixes) {
            anchors.add(new Anchor(prefix, Anchor.Match.EXACT, shape));
        }
    }

    private void clouds() {
        add("aws-access-key-id", Alphabet.BASE32, 16, 16, RANDOM, "AKIA", "ASIA", "ABIA", "ACCA");
        add("aws-bedrock-key", Alphabet.BASE64, 100, ANY, RANDOM, "ABSK");
        add("google-api-key", Alphabet.URL_SAFE, 35, 35, RANDOM, "AIza");
        add("google-oauth-secret", Alphabet.URL_SAFE, 24, 40, RANDOM, "GOCSPX-");
        add("google-access-token", Alphabet.DOTTED, 20, ANY, RANDOM, "ya29.");
        add("azure-storage-key", Alphabet.BASE64, 40, 100, RANDOM, "AccountKey=", "SharedAccessKey=");
        add(
                "azure-shared-access-signature",
                Alphabet.VALUE,
                40,
                200,
                RANDOM,
                "SharedAccessSignature=",
                "&sig=",
                "?sig=");
        add("digitalocean-token", Alphabet.HEX, 64, 64, RANDOM, "dop_v1_", "doo_v1_", "dor_v1_");
        add("hashicorp-vault-token", Alphabet.URL_SAFE, 24, ANY, RANDOM, "hvs.", "hvb.", "hvr.");
        add("openshift-token", Alphabet.URL_SAFE, 43, 43, RANDOM, "sha256~");
        add("databricks-token", Alphabet.HEX, 32, 32, RANDOM, "dapi");
        add("doppler-token", Alphabet.ALPHANUMERIC, 40, 44, RANDOM, "dp.pt.", "dp.st.", "dp.sa.");
        add("pulumi-token", Alphabet.HEX, 40, 40, RANDOM, "pul-");
        add("terraform-token", Alphabet.URL_SAFE, 60, 70, RANDOM, ".atlasv1.");
        add("planetscale-token", Alphabet.DOTTED, 32, 64, RANDOM, "pscale_tkn_", "pscale_pw_", "pscale_oauth_");
        add("fly-token", Alphabet.BASE64, 40, ANY, RANDOM, "fm2_", "fm1r_");
        add("heroku-key", Alphabet.URL_SAFE, 60, 80, RANDOM, "HRKU-AA");
    }

    private void forges() {
        add("github-token", Alphabet.ALPHANUMERIC, 36, 255, CHECKSUM, "ghp_", "gho_", "ghu_", "ghs_", "ghr_");
        add("github-fine-grained-token", Alphabet.WORD, 59, 255, RANDOM, "github_pat_");
        add(
                "gitlab-token",
                Alphabet.DOTTED,
                20,
                255,
                RANDOM,
                "glpat-",
                "gldt-",
                "glrt-",
                "glcbt-",
                "glptt-",
                "glft-",
                "glimt-",
                "glagent-",
                "glsoat-",
                "glffct-",
                "GR1348941");
        add("bitbucket-token", Alphabet.URL_SAFE, 100, 255, RANDOM, "ATBB");
        add("atlassian-token", Alphabet.CURSIVE, 60, 255, RANDOM, "ATATT3");
        add("sentry-token", Alphabet.CURSIVE, 40, ANY, RANDOM, "sntrys_", "sntryu_");
        add("linear-key", Alphabet.ALPHANUMERIC, 32, 48, RANDOM, "lin_api_", "lin_oauth_");
    }

    private void registries() {
        add("npm-token", Alphabet.ALPHANUMERIC, 36, 36, CHECKSUM, "npm_");
        add("pypi-token", Alphabet.URL_SAFE, 50, ANY, RANDOM, "pypi-AgE");
        add("rubygems-key", Alphabet.HEX, 48, 48, RANDOM, "rubygems_");
        add("docker-token", Alphabet.URL_SAFE, 20, 64, RANDOM, "dckr_pat_", "dckr_oat_");
        add("nuget-key", Alphabet.ALPHANUMERIC, 43, 43, RANDOM, "oy2");
        add("crates-token", Alphabet.ALPHANUMERIC, 32, 32, RANDOM, "cio");
        add("artifactory-key", Alphabet.ALPHANUMERIC, 58, 80, RANDOM, "AKCp", "cmVmd");
    }

    private void models() {
        add("anthropic-key", Alphabet.URL_SAFE, 80, 255, RANDOM, "sk-ant-");
        add("model-provider-key", Alphabet.URL_SAFE, 20, 255, MIXED, "sk-");
        add("huggingface-token", Alphabet.ALPHANUMERIC, 30, 48, RANDOM, "hf_", "api_org_");
        add("replicate-token", Alphabet.ALPHANUMERIC, 37, 40, RANDOM, "r8_");
        add("groq-key", Alphabet.ALPHANUMERIC, 48, 56, RANDOM, "gsk_");
        add("perplexity-key", Alphabet.ALPHANUMERIC, 40, 56, RANDOM, "pplx-");
        add("xai-key", Alphabet.ALPHANUMERIC, 70, 90, RANDOM, "xai-");
        add("tidegate-key", Alphabet.WORD, 32, 128, RANDOM, "tg_");
    }

    private void payments() {
        add(
                "stripe-key",
                Alphabet.ALPHANUMERIC,
                16,
                255,
                RANDOM,
                "sk_live_",
                "rk_live_",
                "sk_test_",
                "rk_test_",
                "sk_prod_",
                "rk_prod_",
                "whsec_");
        add("square-token", Alphabet.URL_SAFE, 22, 64, RANDOM, "sq0atp-", "sq0csp-", "EAAA");
        add("shopify-token", Alphabet.HEX, 32, 32, RANDOM, "shpat_", "shpca_", "shppa_", "shpss_");
        add("braintree-token", Alphabet.HEX, 32, 32, RANDOM, "access_token$production$");
    }

    private void messages() {
        add(
                "slack-token",
                Alphabet.DOTTED,
                20,
                255,
                MIXED,
                "xoxb-",
                "xoxp-",
                "xoxa-",
                "xoxr-",
                "xoxs-",
                "xoxo-",
                "xoxc-",
                "xoxd-",
                "xoxe-",
                "xoxe.xoxp-",
                "xoxe.xoxb-",
                "xapp-");
        add(
                "slack-webhook",
                Alphabet.PATH,
                30,
                255,
                RANDOM,
                "hooks.slack.com/services/",
                "hooks.slack.com/workflows/",
                "hooks.slack.com/triggers/");
        add(
                "discord-webhook",
                Alphabet.PATH,
                60,
                255,
                RANDOM,
                "discord.com/api/webhooks/",
                "discordapp.com/api/webhooks/");
        add("sendgrid-key", Alphabet.DOTTED, 66, 66, RANDOM, "SG.");
        add("twilio-key", Alphabet.HEX, 32, 32, RANDOM, "SK");
        add("mailgun-key", Alphabet.HEX, 32, 32, RANDOM, "key-");
        add("mailchimp-key", Alphabet.URL_SAFE, 20, 64, RANDOM, "md-");
        add("brevo-key", Alphabet.URL_SAFE, 64, 100, RANDOM, "xkeysib-");
    }

    private void platforms() {
        add("onepassword-token", Alphabet.BASE64, 100, ANY, RANDOM, "ops_eyJ");
        add("grafana-token", Alphabet.WORD, 32, 128, RANDOM, "glsa_");
        add("grafana-cloud-token", Alphabet.BASE64, 32, 400, RANDOM, "glc_");
        add("newrelic-key", Alphabet.ALPHANUMERIC, 26, 42, RANDOM, "NRAK-", "NRJS-", "NRIQ-");
        add("postman-key", Alphabet.URL_SAFE, 50, 64, RANDOM, "PMAK-");
        add("notion-token", Alphabet.ALPHANUMERIC, 43, 50, RANDOM, "ntn_");
        add("figma-token", Alphabet.URL_SAFE, 36, 64, RANDOM, "figd_");
        add("supabase-key", Alphabet.WORD, 32, 64, RANDOM, "sbp_", "sb_secret_");
        add("airtable-token", Alphabet.DOTTED, 70, 90, MIXED, "pat");
        add("age-secret-key", Alphabet.ALPHANUMERIC, 58, 58, RANDOM, "AGE-SECRET-KEY-1");
    }
}

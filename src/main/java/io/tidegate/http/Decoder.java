package io.tidegate.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What do the bytes say? Netty's decoder, called directly: heads after [HeadScan] has passed them, and chunked
/// bodies.
///
/// Bodies with a length are not given to it: they are read from the wire straight to where they are wanted.
/// Trailers are checked by the codec and dropped.
final class Decoder {
    /// Netty's `decode`, made callable. It does not use the channel context that its signature wants.
    private interface Codec {
        void take(ByteBuf input, List<Object> output) throws Exception;
    }

    private final Codec codec;
    private final List<Object> output = new ArrayList<>(4);
    private boolean ended;

    private Decoder(Codec codec) {
        this.codec = codec;
    }

    static Decoder forRequests(int startLineBytesMax, int headBytesMax) {
        return new Decoder(new RequestCodec(config(startLineBytesMax, headBytesMax)));
    }

    static Decoder forResponses(int startLineBytesMax, int headBytesMax) {
        return new Decoder(new ResponseCodec(config(startLineBytesMax, headBytesMax)));
    }

    private static HttpDecoderConfig config(int startLineBytesMax, int headBytesMax) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(startLineBytesMax)
                .setMaxHeaderSize(headBytesMax)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(true));
    }

    /// The next request head. `input` must hold a whole one.
    HttpRequest request(ByteBuf input) throws HttpFailure.Malformed {
        if (head(input) instanceof HttpRequest request) {
            return request;
        }
        throw new HttpFailure.Malformed(Defect.REFUSED_BY_CODEC);
    }

    HttpResponse response(ByteBuf input) throws HttpFailure.Malformed {
        if (head(input) instanceof HttpResponse response) {
            return response;
        }
        throw new HttpFailure.Malformed(Defect.REFUSED_BY_CODEC);
    }

    private Object head(ByteBuf input) throws HttpFailure.Malformed {
        ended = false;
        step(input, Defect.REFUSED_BY_CODEC);
        if (output.isEmpty()) {
            throw new HttpFailure.Malformed(Defect.REFUSED_BY_CODEC);
        }
        Object head = output.getFirst();
        output.clear();
        if (head instanceof HttpMessage message && message.decoderResult().isFailure()) {
            throw new HttpFailure.Malformed(Defect.REFUSED_BY_CODEC);
        }
        return head;
    }

    /// The next piece of a chunked body, copied out of `input`; empty if more bytes are needed or [#ended].
    Optional<byte[]> chunk(ByteBuf input) throws HttpFailure.Malformed {
        while (!ended) {
            int before = input.readableBytes();
            step(input, Defect.CHUNK);
            Optional<byte[]> bytes = collect();
            if (bytes.isPresent()) {
                return bytes;
            }
            if (input.readableBytes() == before) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// True after the last chunk and its trailers.
    boolean ended() {
        return ended;
    }

    private Optional<byte[]> collect() throws HttpFailure.Malformed {
        Optional<byte[]> bytes = Optional.empty();
        try {
            for (Object piece : output) {
                HttpContent content = (HttpContent) piece;
                if (content.decoderResult().isFailure()) {
                    throw new HttpFailure.Malformed(Defect.CHUNK);
                }
                ByteBuf slice = content.content();
                if (slice.isReadable()) {
                    // the codec hands out at most one piece with content a step
                    byte[] copy = new byte[slice.readableBytes()];
                    slice.readBytes(copy);
                    bytes = Optional.of(copy);
                }
                ended |= piece instanceof LastHttpContent;
            }
            return bytes;
        } finally {
            output.forEach(ReferenceCountUtil::release);
            output.clear();
        }
    }

    private void step(ByteBuf input, Defect otherwise) throws HttpFailure.Malformed {
        output.clear();
        try {
            codec.take(input, output);
        } catch (Exception _) {
            // the codec reports what it dislikes in many ways; all of them are the peer's fault and end the connection
            throw new HttpFailure.Malformed(otherwise);
        }
    }

    /// The fields of a decoded head.
    static Headers headers(HttpMessage message) {
        HttpHeaders decoded = message.headers();
        String[] fields = new String[decoded.size() * 2];
        int at = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = decoded.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            fields[at++] = entry.getKey().toString();
            fields[at++] = entry.getValue().toString();
        }
        return Headers.judged(fields);
    }

    private static final class RequestCodec extends HttpRequestDecoder implements Codec {
        RequestCodec(HttpDecoderConfig config) {
            super(config);
        }

        @Override
        @SuppressWarnings("NullAway") // see Codec
        public void take(ByteBuf input, List<Object> out) throws Exception {
            decode(null, input, out);
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return !HttpUtil.isTransferEncodingChunked(message);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("length and encoding");
        }
    }

    private static final class ResponseCodec extends HttpResponseDecoder implements Codec {
        ResponseCodec(HttpDecoderConfig config) {
            super(config);
        }

        @Override
        @SuppressWarnings("NullAway") // see Codec
        public void take(ByteBuf input, List<Object> out) throws Exception {
            decode(null, input, out);
        }

        // A response to HEAD may say chunked and have no body; the client then throws the connection away.
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return !HttpUtil.isTransferEncodingChunked(message) || super.isContentAlwaysEmpty(message);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("length and encoding");
        }
    }
}

package io.tidegate.audit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/// One mapped segment file. A kill leaves in it exactly the stores that were made, in their order.
final class MappedSegment implements Segment {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final FileChannel channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    MappedSegment(FileChannel channel, long size) throws IOException {
        this.channel = channel;
        memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
    }

    @Override
    public long size() {
        return memory.byteSize();
    }

    @Override
    public void put(long offset, byte[] bytes, int from, int length) {
        MemorySegment.copy(bytes, from, memory, ValueLayout.JAVA_BYTE, offset, length);
    }

    @Override
    public void putFirst(long offset, long number) {
        memory.set(LONG, offset, number);
        VarHandle.storeStoreFence();
    }

    @Override
    public void putLast(long offset, int number) {
        VarHandle.storeStoreFence();
        memory.set(INT, offset, number);
    }

    @Override
    public void force() throws IOException {
        channel.force(false); // fdatasync: the size and the blocks never change
    }

    @Override
    public void close() throws IOException {
        arena.close();
        channel.close();
    }
}

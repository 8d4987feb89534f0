using System.Runtime.ExceptionServices;

namespace EdgeKd.Data.Sources;

/// <summary>Reads some images at a time on several threads and keeps what each failed with.</summary>
/// <param name="size">The most images at a time.</param>
/// <param name="skipsDamaged">Whether damaged images are left out instead of being an error.</param>
/// <param name="threads">Threads that read.</param>
internal sealed class ImageBlock(int size, bool skipsDamaged, int threads)
{
    private readonly InvalidDataException?[] _failures = new InvalidDataException?[size];

    /// <summary>What image i of the block read last failed with; null: it was read.</summary>
    public InvalidDataException? FailureOf(int i) => _failures[i];

    /// <summary>Reads images 0 to <paramref name="count"/> − 1 of the next block.</summary>
    /// <param name="count">Images.</param>
    /// <param name="newReader">Makes what a thread reads with.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="onRead">Told of each image.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="InvalidDataException">An image is damaged and may not be skipped; the first such one is named.</exception>
    public void Read<TReader>(int count, Func<TReader> newReader, Action<int, TReader> read, Action<int> onRead, CancellationToken ct)
    {
        Array.Clear(_failures);
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = ct };
            Parallel.For(0, count, options, newReader, (i, state, reader) =>
            {
                try
                {
                    read(i, reader);
                }
                catch (InvalidDataException e)
                {
                    _failures[i] = e;
                    if (!skipsDamaged) state.Break(); // images before this one are still read: the first damaged one is named
                }
                onRead(1);
                return reader;
            }, _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        if (!skipsDamaged && Array.Find(_failures, f => f is not null) is { } damaged)
            throw new InvalidDataException($"{damaged.Message}; mend or remove it, or set on-damaged to skip", damaged);
    }
}

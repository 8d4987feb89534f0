using EdgeKd.Data;

namespace EdgeKd.Distillation.Tests.Teachers;

/// <summary>Counts what a teacher is asked, and can be struck down.</summary>
internal sealed class CountingTeacher(ITeacher inner) : ITeacher
{
    public int Forwards { get; private set; }

    /// <summary>The forward in which a process would be killed.</summary>
    public int? CrashAt { get; set; }

    /// <summary>Told the count at each forward.</summary>
    public Action<int>? OnForward { get; init; }

    public int ClassCount => inner.ClassCount;

    public IReadOnlyDictionary<string, long[]> FeatureShapes => inner.FeatureShapes;

    public TeacherOutput Forward(Batch batch)
    {
        Forwards++;
        OnForward?.Invoke(Forwards);
        return Forwards == CrashAt ? throw new TimeoutException("struck down") : inner.Forward(batch);
    }

    public void Dispose() => inner.Dispose();
}

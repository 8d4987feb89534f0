using EdgeKd.Distillation.Metrics;

namespace EdgeKd.Distillation.Tests.Metrics;

[TestFixture]
[NonParallelizable]
public class PeakMemoryTests
{
    [Test]
    public void SeesWhatWasUsedInBetween()
    {
        const int size = 96 << 20;
        if (!PeakMemory.Reset())
        {
            Assert.Ignore("the system keeps the peak of the whole process");
        }

        var before = PeakMemory.ReadBytes();
        var block = new byte[size];
        Array.Fill(block, (byte)1);
        Assert.That(PeakMemory.ReadBytes(), Is.GreaterThan(before + (size / 2)));
        GC.KeepAlive(block);
    }
}

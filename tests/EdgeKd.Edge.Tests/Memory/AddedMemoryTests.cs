using System.Runtime.InteropServices;

namespace EdgeKd.Edge.Tests.Memory;

[TestFixture]
public class AddedMemoryTests
{
    private const string Status = "Name:\tdotnet\nVmPeak:\t  300 kB\nVmHWM:\t   1704 kB\nVmRSS:\t   1500 kB\nVmSwap:\t odd\nVmData:\t -5 kB\n";

    [TestCase("VmHWM", 1704L * 1024), TestCase("VmRSS", 1500L * 1024), TestCase("VmSwap", null), TestCase("VmData", null), TestCase("Vm", null), TestCase("VmLck", null)]
    public void Finds_a_field_of_the_status_file(string name, long? bytes) => Assert.That(AddedMemory.Field(Status, name), Is.EqualTo(bytes));

    [Test, Platform("Linux")]
    public void The_peak_is_what_was_held_at_most_since_the_start_and_not_before()
    {
        Hold(64 << 20);
        var memory = AddedMemory.Start();
        Assume.That(memory, Is.Not.Null, "this system does not tell the peak of memory");
        var before = memory!.PeakBytes() ?? 0;

        Hold(32 << 20);

        Assert.That(before, Is.LessThan(16 << 20), "the 64 MB of before do not count");
        Assert.That(memory.PeakBytes(), Is.InRange(30 << 20, 60 << 20), "32 MB were held and given back");
    }

    private static void Hold(int bytes)
    {
        var held = Marshal.AllocHGlobal(bytes);
        for (var page = 0; page < bytes; page += 4096)
            Marshal.WriteByte(held, page, 1);
        Marshal.FreeHGlobal(held);
    }
}

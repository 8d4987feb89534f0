using EdgeKd.Data;

namespace EdgeKd.DeviceRuntime.Tests.Imaging;

/// <summary>Damaged pictures and data files cost one line, never a crash.</summary>
[TestFixture]
public class DamagedPictureTests
{
    private static readonly TemporaryFolder Folder = new();

    private static readonly string Model = Folder.Write("identity.onnx", SmallModel.Identity(16, 16, Interpolation.Bilinear));

    [OneTimeTearDown]
    public static void TearDown() => Folder.Dispose();

    [TestCase("rgb.jpg"), TestCase("prog.jpg"), TestCase("alpha.png"), TestCase("exif6.jpg")]
    public void Damage_is_told_in_a_line_or_decoded_as_OpenCV_does(string fixture)
    {
        var sound = File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", fixture));
        var random = new Random(fixture.Length);
        var refused = 0;
        for (var i = 0; i < 12; i++)
        {
            var bytes = i % 3 == 0 ? sound[..random.Next(sound.Length)] : (byte[])sound.Clone();
            for (var change = random.Next(1, 6); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var outcome = RunnerProcess.Run("classify", Model, Folder.Write("damaged" + Path.GetExtension(fixture), bytes));
            var isDecoded = IsDecoded(bytes);
            if (!isDecoded)
                outcome.Require(1, "image ", "damaged");
            else
                Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
            refused += isDecoded ? 0 : 1;
        }

        Assert.That(refused, Is.GreaterThan(3));
    }

    [Test]
    public void Picture_that_claims_more_pixels_than_allowed_is_refused_before_memory_is_given_to_it()
    {
        var bytes = File.ReadAllBytes(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "alpha.png"));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), 60000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), 60000);
        RunnerProcess.Run("classify", Model, Folder.Write("bomb.png", bytes)).Require(1, "60000×60000 pixels, more than the limit");
    }

    [TestCase("", "the file is empty"), TestCase("GIF89a................", "it is no JPEG or PNG picture"), TestCase("BM..............................", "it is no JPEG or PNG picture")]
    public void Other_files_are_named_for_what_they_are_not(string text, string message) =>
        RunnerProcess.Run("classify", Model, Folder.Write("other.jpg", System.Text.Encoding.ASCII.GetBytes(text))).Require(1, message);

    [Test]
    public void Damaged_data_files_are_told_in_a_line()
    {
        using var release = new SampleRelease(images: 6);
        var sound = File.ReadAllBytes(release.Data);
        var random = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            var bytes = i % 4 == 0 ? sound[..random.Next(sound.Length)] : (byte[])sound.Clone();
            if (i % 4 != 0)
                bytes[i < 30 ? random.Next(128) : random.Next(sound.Length)] ^= (byte)random.Next(1, 256);
            RunnerProcess.Run("accuracy", release.Model, "--data", Folder.Write("damaged.ekdimg", bytes)).Require(1, "damaged.ekdimg", "prepare the data again");
        }
    }

    private static bool IsDecoded(byte[] bytes)
    {
        try
        {
            ImageDecoder.Decode(bytes, "damaged");
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}

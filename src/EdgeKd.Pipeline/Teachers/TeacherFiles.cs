using System.Text.Json;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Teachers;

/// <summary>The Teacher stage's outputs: a file a teacher, and what is settled about all.</summary>
internal static class TeacherFiles
{
    public const string SettledFile = "teacher.json";

    /// <summary>The recipe's teachers with the keys that errors name.</summary>
    public static IReadOnlyList<(string Key, TeacherSourceSection Section, double Weight)> Sections(Recipe recipe) =>
    [
        ("teacher", recipe.Teacher, recipe.Teacher.Weight ?? 1),
        .. (recipe.Teacher.Others ?? []).Select((other, i) => ($"teacher.others[{i}]", (TeacherSourceSection)other, other.Weight)),
    ];

    /// <summary>The file of a teacher: weights of a network of the zoo, or the ONNX file.</summary>
    public static string FileOf(TeacherSourceSection section, int index) =>
        $"teacher{(index == 0 ? "" : $".{index}")}.{(section.Onnx is null ? "safetensors" : "onnx")}";

    /// <summary>All that a stage reads which asks the teachers.</summary>
    public static IReadOnlyList<StageInput> Inputs(Recipe recipe) =>
    [
        new(StageNames.Teacher, SettledFile),
        .. Sections(recipe).Select((teacher, i) => new StageInput(StageNames.Teacher, FileOf(teacher.Section, i))),
    ];

    /// <summary>SHA-256 of the teachers and of how they are asked.</summary>
    public static string Digest(StageContext context) =>
        FileDigest.OfText(string.Join(' ', Inputs(context.Settings.Recipe).Select(input => context.DigestOf(input.Stage, input.Output))));

    public static void Save(string path, IReadOnlyList<SettledTeacher> teachers) =>
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(teachers, JsonText.Indented) + "\n");

    public static IReadOnlyList<SettledTeacher> Load(string path) =>
        JsonSerializer.Deserialize<IReadOnlyList<SettledTeacher>>(File.ReadAllText(path), JsonText.Indented)
        ?? throw new InvalidDataException($"{path}: it names no teachers; remove its folder so that it is made again");
}

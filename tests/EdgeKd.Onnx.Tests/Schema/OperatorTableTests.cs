namespace EdgeKd.Onnx.Tests.Schema;

[TestFixture]
public class OperatorTableTests
{
    private const string Script = """
        import sys
        from onnx import defs
        kinds = {1: 'f', 2: 'i', 3: 's', 4: 't', 6: 'fs', 7: 'is'}
        marks = {0: '', 1: '?', 2: '*'}
        def plain(name): return name.replace('tensor(', '').replace(')', '')
        def shown(ends): return ' '.join(e.name + marks[int(e.option)] + ':' + plain(e.typeStr) for e in ends)
        for name in sys.argv[1].split(','):
            seen = set()
            for version in range(13, 18):
                try:
                    schema = defs.get_schema(name, version, '')
                except defs.SchemaError:
                    continue
                if schema.since_version in seen:
                    continue
                seen.add(schema.since_version)
                attributes = ' '.join(n + ('!' if a.required else '') + ':' + kinds[int(a.type)] for n, a in sorted(schema.attributes.items()))
                types = ' '.join(c.type_param_str + '=' + ','.join(sorted(plain(t) for t in c.allowed_type_strs)) for c in schema.type_constraints)
                print(f'{name} {schema.since_version} | {shown(schema.inputs)} -> {shown(schema.outputs)} | {attributes} | {types}')
        """;

    [Test]
    public void Everything_up_to_17_is_what_the_formats_own_library_says()
    {
        var names = OperatorTable.All.Select(schema => schema.Name).Distinct().ToArray();
        var theirs = PythonPeer.Run(Script, string.Join(',', names)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(OperatorTable.All.Where(schema => schema.SinceVersion <= OnnxChecker.NewestOperatorSet).Select(Shown), Is.EquivalentTo(theirs));
    }

    [Test]
    public void Each_version_stands_there_once() =>
        Assert.That(OperatorTable.All.Select(schema => (schema.Name, schema.SinceVersion)), Is.Unique);

    private static string Shown(OperatorSchema schema)
    {
        static string Ends(IEnumerable<OperatorParameter> ends) =>
            string.Join(' ', ends.Select(end => $"{end.Name}{(end.IsOptional ? "?" : end.IsVariadic ? "*" : "")}:{end.Type}"));
        var attributes = schema.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => $"{attribute.Key}{(attribute.Value.IsRequired ? "!" : "")}:{attribute.Value.Kind}");
        var types = schema.Types.Select(type => $"{type.Key}={string.Join(',', type.Value.Order(StringComparer.Ordinal))}");
        return $"{schema.Name} {schema.SinceVersion} | {Ends(schema.Inputs)} -> {Ends(schema.Outputs)} | {string.Join(' ', attributes)} | {string.Join(' ', types)}";
    }
}

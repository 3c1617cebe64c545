import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

/** What a node has beside sigma's own: the number of its shape in SHAPES, and a border in pixels around it. */
export type ShapedNode = NodeDisplayData & { shape: number; border: number; borderColor: string };

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_borderColor;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_border;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec4 v_borderColor;
varying vec2 v_point;
varying float v_radius;
varying float v_shape;
varying float v_border;
const float bias = 255.0 / 254.0;

void main() {
  v_radius = a_size / u_sizeRatio;
  v_shape = a_shape;
  v_border = a_border;
#ifdef PICKING_MODE
  // A small node is as easy to hit as a larger one.
  v_radius = max(v_radius, 9.0);
  v_color = a_id;
#else
  v_color = a_color;
#endif
  v_borderColor = a_borderColor;
  v_point = a_corner * (v_radius * 1.4 + a_border + 1.0);
  vec2 position = a_position + v_point * u_correctionRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(position, 1.0)).xy, 0.0, 1.0);
  v_color.a *= bias;
  v_borderColor.a *= bias;
}
`;

// Each shape as the signed distance to its outline, for a radius of 1, sized so that all cover about the same area. The order is
// that of SHAPES.
const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec4 v_borderColor;
varying vec2 v_point;
varying float v_radius;
varying float v_shape;
varying float v_border;

float outline(vec2 p, int shape) {
  vec2 q = abs(p);
  if (shape == 1) return max(q.x, q.y) - 0.89;
  if (shape == 2) return (q.x + q.y - 1.26) * 0.7071;
  if (shape == 3) { p.y += 0.2; return max(q.x * 0.866 + p.y * 0.5, -p.y) - 0.72; }
  if (shape == 4) return max(q.x * 0.866 + q.y * 0.5, q.y) - 0.95;
  if (shape == 5) { q = q.x > q.y ? q : q.yx; return max(q.x - 1.1, q.y - 0.44); }
  if (shape == 6) {
    float turn = mod(atan(p.x, p.y) + 0.6283, 1.2566) - 0.6283;
    q = length(p) * vec2(cos(turn), abs(sin(turn)));
    return dot(q - vec2(1.35, 0.0), vec2(0.405, 0.914));
  }
  if (shape == 7) {
    vec2 middle = vec2(0.0, -0.25);
    q = vec2(q.x, p.y) - middle;
    return dot(q, vec2(-0.533, 0.846)) > 0.0 ? dot(vec2(q.x, p.y - 1.25), vec2(0.846, 0.533)) : length(q) - 0.8;
  }
  return length(p) - 1.0;
}

void main() {
#ifdef PICKING_MODE
  if (length(v_point) > v_radius) discard;
  gl_FragColor = v_color;
#else
  float away = outline(v_point / v_radius, int(v_shape + 0.5)) * v_radius;
  float cover = 1.0 - smoothstep(v_border - 0.6, v_border + 0.6, away);
  if (cover <= 0.0) discard;
  vec4 color = mix(v_color, v_borderColor, v_border > 0.0 ? smoothstep(-0.6, 0.6, away) : 0.0);
  gl_FragColor = vec4(color.rgb * color.a, color.a) * cover;
#endif
}
`;

const UNIFORMS = ["u_sizeRatio", "u_correctionRatio", "u_matrix"] as const;
type Uniform = (typeof UNIFORMS)[number];
const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;

/** Draws nodes of all shapes in one call. */
export class ShapeProgram extends NodeProgram<Uniform> {
  getDefinition() {
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_borderColor", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_border", size: 1, type: FLOAT },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [[-1, -1], [1, -1], [1, 1], [-1, -1], [1, 1], [-1, 1]],
    };
  }

  override processVisibleItem(index: number, at: number, data: NodeDisplayData): void {
    const { x, y, size, color, shape, border, borderColor } = data as ShapedNode;
    const { array } = this;
    array[at++] = x;
    array[at++] = y;
    array[at++] = size;
    array[at++] = floatColor(color);
    array[at++] = index;
    array[at++] = floatColor(borderColor);
    array[at++] = shape;
    array[at++] = border;
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo<Uniform>): void {
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
  }
}
